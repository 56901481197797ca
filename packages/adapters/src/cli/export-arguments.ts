import type { Actor } from '@accountable/domain/kernel'
import { defaultPolicy, mayExport, type Policy } from '@accountable/domain/policy'
import { oneOf, option, optional } from 'cmd-ts'
import {
  type CustomerExportName,
  customerExports,
  describeReportFailure,
  type ExportFormat,
  exportFormats,
  type ReportFailure
} from '../export/index.js'
import { type GivenActor, userOf, whoArguments } from './actor-arguments.js'
import { CommandFailure, exitCode } from './exit-code.js'
import { policyOption } from './policy-argument.js'

export const exportNames = Object.keys(customerExports) as ReadonlyArray<CustomerExportName>
const formats = Object.keys(exportFormats) as ReadonlyArray<ExportFormat>

export const format = option({ long: 'format', description: formats.join(', '), type: oneOf(formats) })
export const someFormat = option({ long: 'format', description: formats.join(', '), type: optional(oneOf(formats)) })

/** Who takes data out, and as what. */
export const actorArguments = { ...whoArguments('who exports: the id that is recorded'), policy: policyOption }

/** The actor, refused before any store is opened where none of its roles may export. */
export const exportingActor = (given: GivenActor, policy: Policy = defaultPolicy): Actor => {
  if (!mayExport(policy, given.roles)) {
    throw new CommandFailure('nothing was exported: none of these roles may export')
  }
  return userOf(given)
}

/** A failure in one line, with its exit code. */
export const exportFailed = (failure: ReportFailure): CommandFailure => {
  const isAway = ['ReadModelsUnavailable', 'TargetInUse', 'NotReached', 'NotAudited'].includes(failure.type)
  return new CommandFailure(describeReportFailure(failure), isAway ? exitCode.unavailable : exitCode.noAnswer)
}
