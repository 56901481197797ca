import { readFileSync } from 'node:fs'
import { Erased } from '@accountable/domain/kernel'
import {
  customerRegistered,
  differences,
  purchasePermissionGranted,
  revokePurchasePermission,
  unchanged
} from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { given } from '../customer/given.js'

const t = suite('given, when, then')

const failure = (run: () => void): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it held')
}

t('another decision than expected is an Error that names each difference', () => {
  const when = given([customerRegistered()]).when(revokePurchasePermission())
  when.then(unchanged)
  assert.is(
    failure(() => when.then({ type: 'RoleNotAllowed' })),
    'another decision than expected:\n  all: expected {"rejection":{"type":"RoleNotAllowed"}}, got "unchanged"'
  )
  const granted = given([customerRegistered(), purchasePermissionGranted()]).when(revokePurchasePermission())
  assert.match(
    failure(() => granted.then([{ ...purchasePermissionGranted(), type: 'PurchasePermissionGranted' }])),
    /events\.0\.type: expected "PurchasePermissionGranted", got "PurchasePermissionRevoked"/
  )
  assert.match(
    failure(() => granted.then(unchanged)),
    /expected "unchanged", got \{"events":/
  )
})

t('differences are told leaf by leaf', () => {
  assert.equal(differences({ a: 1n, b: [1, 2] }, { a: 1n, b: [1, 2] }), [])
  assert.equal(differences({ a: 1n, b: [1], d: undefined }, { a: 2n, b: [1, 2], c: 'x' }), [
    'a: expected 2n, got 1n',
    'b.1: expected 2, got undefined',
    'c: expected "x", got undefined'
  ])
  assert.equal(differences(Erased, { ...Erased }), [])
  assert.equal(differences(Erased, 'x'), ['all: expected "x", got Erased'])
  assert.equal(differences([], {}), ['all: expected {}, got []'])
})

/** Every module that importing this one loads, packages by their names. */
const loadedBy = (module: URL, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(module.href)) return seen
  seen.add(module.href)
  for (const [, name = ''] of readFileSync(module, 'utf8').matchAll(/^(?:import|export) [^']*'([^']+)'/gm)) {
    if (name.startsWith('.')) loadedBy(new URL(name, module), seen)
    else seen.add(name)
  }
  return seen
}

t('loads no fast-check, which is an optional peer of the arbitraries alone', () => {
  const loaded = loadedBy(new URL(import.meta.resolve('@accountable/domain/testing')))
  assert.ok(loaded.has('io-ts'))
  assert.not(loaded.has('fast-check'))
  assert.ok(loadedBy(new URL(import.meta.resolve('@accountable/domain/testing/arbitraries'))).has('fast-check'))
})

t.run()
