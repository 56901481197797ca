import { copyFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LogDamaged } from '@accountable/adapters/embedded-node'
import { EventLog, repairLog, systemFiles } from '@accountable/adapters/embedded-node/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { numberedEvent } from './numbered-event.js'
import { storedNumbers } from './stored-numbers.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('recovery of the log', undefined, { timeout: 60_000 })
const SEGMENT = '0000000000000000.seg'
const SEGMENT_HEADER = 24

/** One append an event, each synced before the next. Answers where each ends. */
const write = async (directory: string, count: number): Promise<readonly number[]> => {
  const log = await EventLog.open({ directory })
  const ends: number[] = []
  for (let n = 0; n < count; n++) {
    await log.append([{ stream: 'numbers', firstRevision: n, events: [numberedEvent(n)] }]).durable
    ends.push(log.end)
  }
  await log.close()
  return ends
}

const numbersIn = async (directory: string): Promise<readonly number[]> => {
  const log = await EventLog.open({ directory })
  const numbers = await storedNumbers(log)
  await log.close()
  return numbers
}

const damageOf = async (directory: string): Promise<LogDamaged> => {
  try {
    await (await EventLog.open({ directory })).close()
  } catch (error) {
    if (error instanceof LogDamaged) return error
    throw error
  }
  throw new Error('the log opened')
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)

test('given a log, when its last append is cut at any byte, then the others are there and appending goes on', () =>
  inTemporaryDirectory(async (directory) => {
    const ends = await write(directory, 3)
    const [, second, third] = ends as [number, number, number]
    const whole = await readFile(join(directory, SEGMENT))
    for (let size = second; size <= third; size++) {
      const copy = join(directory, String(size))
      await mkdir(copy)
      await writeFile(join(copy, SEGMENT), whole.subarray(0, size))
      const kept = size === third ? 3 : 2
      const log = await EventLog.open({ directory: copy })
      assert.equal(await storedNumbers(log), upTo(kept))
      assert.is(log.cut, size === third ? 0 : size - second)
      await log.append([{ stream: 'numbers', firstRevision: kept, events: [numberedEvent(kept)] }]).durable
      await log.close()
      assert.equal(await numbersIn(copy), upTo(kept + 1))
    }
  }))

test('given a log, when any bit before its last append is flipped, then starting is refused and says where', () =>
  inTemporaryDirectory(async (directory) => {
    const ends = await write(directory, 3)
    const path = join(directory, SEGMENT)
    const whole = await readFile(path)
    for (let byte = 0; byte < (ends[1] as number); byte++) {
      const flipped = Buffer.from(whole)
      flipped[byte] = (flipped[byte] as number) ^ (1 << (byte % 8))
      await writeFile(path, flipped)
      const damage = await damageOf(directory)
      const start = byte < SEGMENT_HEADER ? 0 : byte < (ends[0] as number) ? SEGMENT_HEADER : (ends[0] as number)
      assert.is(damage.position, start)
      assert.match(damage.message, /repair/)
      assert.not.match(damage.message, /\n/)
    }
  }))

test('given a damaged log, when it is repaired, then it ends before the damage and nothing is thrown away', () =>
  inTemporaryDirectory(async (directory) => {
    const ends = await write(directory, 4)
    const path = join(directory, SEGMENT)
    const whole = await readFile(path)
    whole[(ends[1] as number) + 40] = 0xff
    await writeFile(path, whole)
    const repair = await repairLog(systemFiles, directory)
    assert.is(repair.end, ends[1])
    assert.is(repair.events, 2)
    assert.is(repair.setAside.length, 1)
    const aside = await readFile(join(directory, repair.setAside[0] as string))
    assert.ok(aside.equals(whole.subarray(ends[1])))
    assert.equal(await numbersIn(directory), [0, 1])
  }))

test('given a whole log, when it is repaired, then nothing changes', () =>
  inTemporaryDirectory(async (directory) => {
    const ends = await write(directory, 4)
    assert.equal(await repairLog(systemFiles, directory), { end: ends[3], events: 4, setAside: [] })
    assert.equal(await numbersIn(directory), upTo(4))
  }))

test('given appends that one sync was to make safe, when the power fails and some sectors are missing, then all before are kept', () =>
  inTemporaryDirectory(async (directory) => {
    await write(directory, 2)
    const log = await EventLog.open({ directory })
    const before = log.end
    const inOneSync = [2, 3, 4].map(
      (n) => log.append([{ stream: 'numbers', firstRevision: n, events: [numberedEvent(n, 2000)] }]).durable
    )
    await Promise.all(inOneSync)
    await log.close()
    const path = join(directory, SEGMENT)
    const bytes = await readFile(path)
    bytes.fill(0, Math.ceil(before / 512) * 512, Math.ceil(before / 512) * 512 + 1024)
    await writeFile(path, bytes)
    assert.equal(await numbersIn(directory), [0, 1])
  }))

test('given a log that is missing its first segment, when it is opened, then that is refused', () =>
  inTemporaryDirectory(async (directory) => {
    await write(directory, 2)
    await copyFile(join(directory, SEGMENT), join(directory, '0000000000009999.seg'))
    await truncate(join(directory, SEGMENT), SEGMENT_HEADER)
    assert.match((await damageOf(directory)).message, /a segment begins at 9999/)
  }))

test('given a log beyond one segment, when it is opened again, then a snapshot of the index saves reading it', () =>
  inTemporaryDirectory(async (directory) => {
    const log = await EventLog.open({ directory, sync: false })
    const size = 500_000
    for (let n = 0; n < 150; n++) {
      await log.append([
        { stream: `numbers-${n % 7}`, firstRevision: Math.floor(n / 7), events: [numberedEvent(n, size)] }
      ]).durable
    }
    await log.close()
    const names = await readdir(directory)
    assert.is(names.filter((name) => name.endsWith('.seg')).length, 2)
    assert.ok(names.includes('index'))

    // Damage that only reading everything would find.
    const path = join(directory, SEGMENT)
    const bytes = await readFile(path)
    bytes[1000] = (bytes[1000] as number) ^ 1
    await writeFile(path, bytes)
    const again = await EventLog.open({ directory })
    assert.is(again.visible, 150)
    assert.equal((await storedNumbers(again)).slice(1), upTo(150).slice(1))
    const id = numberedEvent(77).id
    assert.is(again.recentIds.entryOf(id), 77)
    await again.append([{ stream: 'numbers-3', firstRevision: 21, events: [numberedEvent(150)] }]).durable
    const damage = await again.failed // found while the log is in use, since the start did not look there
    assert.ok(damage instanceof LogDamaged)
    assert.is(damage.position, SEGMENT_HEADER)
    await again.close()

    assert.is((await damageOf(directory)).position, SEGMENT_HEADER)
  }))

test('given a snapshot of the index, when the log is shorter than it says, then starting is refused', () =>
  inTemporaryDirectory(async (directory) => {
    const log = await EventLog.open({ directory, sync: false })
    for (let n = 0; n < 40; n++) {
      await log.append([{ stream: 'numbers', firstRevision: n, events: [numberedEvent(n, 500_000)] }]).durable
    }
    await log.close()
    await truncate(join(directory, SEGMENT), 1_000_000)
    assert.match((await damageOf(directory)).message, /had been synced/)
    const { events } = await repairLog(systemFiles, directory)
    assert.equal(await numbersIn(directory), upTo(events))
  }))

test.run()
