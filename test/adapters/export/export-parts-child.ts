// node export-parts-child.js DIRECTORY UP_TO [STEP]: exports the sample rows up to a position, and dies at a step.
import { exportSample } from './export-sample.js'

const [directory = '', upTo = '0', dieAt] = process.argv.slice(2)

const done = await exportSample(directory, 'ndjson', Number(upTo), (step) => {
  if (step === dieAt) process.kill(process.pid, 'SIGKILL')
})
console.log(JSON.stringify(done))
