import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DirectoryInUse, startEmbeddedNode } from '@accountable/adapters/embedded-node'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { nodeCommand, spawnNode } from './spawn-node.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('the lock of the directory', undefined, { timeout: 20_000 })

const refusal = async (directory: string): Promise<unknown> => {
  try {
    await (await startEmbeddedNode({ directory })).close()
  } catch (error) {
    return error
  }
  return undefined
}

test('given a node in this process, when a second one wants its directory, then it is told who has it', () =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory })
    const error = await refusal(directory)
    assert.ok(error instanceof DirectoryInUse)
    assert.is(error.pid, process.pid)
    assert.match(error.message, new RegExp(`process ${process.pid}`))
    assert.not.match(error.message, /\n/)
    await node.close()
    assert.is(await refusal(directory), undefined)
    assert.not.ok((await readdir(join(directory, 'events'))).some((name) => name.startsWith('lock')))
  }))

test('given a node in another process, when it is killed, then its directory is free again', () =>
  inTemporaryDirectory(async (directory) => {
    const { child } = await spawnNode(directory)
    const error = await refusal(directory)
    assert.ok(error instanceof DirectoryInUse)
    assert.is(error.pid, child.pid)
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.is(await refusal(directory), undefined)
  }))

test('given the lock of a process whose number another one has got since, then the directory is free', () =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory })
    const path = join(directory, 'events', 'lock')
    const holder = JSON.parse(await readFile(path, 'utf8')) as { started: string }
    await node.close()
    await writeFile(path, JSON.stringify({ ...holder, started: `${holder.started}0` }))
    assert.is(await refusal(directory), undefined)
  }))

test('given a process that holds the directory, when another is started on it, then it ends with one line that names the holder', () =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory })
    const second: ChildProcess = spawn(process.execPath, nodeCommand(directory), {
      stdio: ['ignore', 'ignore', 'pipe']
    })
    let text = ''
    second.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    const [code] = (await once(second, 'close')) as [number]
    assert.is(code, 1)
    assert.match(text, new RegExp(`^\\S+ is in use by process ${process.pid} since \\S+\n$`))
    await node.close()
  }))

test.run()
