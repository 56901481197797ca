import type { Actor } from '@accountable/domain/kernel'
import { defaultPolicy, mayExport, roles } from '@accountable/domain/policy'
import { array, multioption, oneOf, option, optional, string } from 'cmd-ts'
import {
  type CustomerExportName,
  customerExports,
  describeReportFailure,
  type ExportFormat,
  exportFormats,
  type ReportFailure
} from '../export/index.js'
import { CommandFailure, exitCode } from './exit-code.js'

export const exportNames = Object.keys(customerExports) as ReadonlyArray<CustomerExportName>
const formats = Object.keys(exportFormats) as ReadonlyArray<ExportFormat>

export const format = option({ long: 'format', description: formats.join(', '), type: oneOf(formats) })
export const someFormat = option({ long: 'format', description: formats.join(', '), type: optional(oneOf(formats)) })

/** Who takes data out, and as what. */
export const actorArguments = {
  actor: option({ long: 'actor', description: 'who exports: the id that is recorded', type: string }),
  roles: multioption({ long: 'role', description: 'one of their roles; can be repeated', type: array(oneOf(roles)) })
}

/** The actor, refused before any store is opened where none of its roles may export. */
export const exportingActor = (given: { readonly actor: string; readonly roles: ReadonlyArray<string> }): Actor => {
  if (!mayExport(defaultPolicy, given.roles)) {
    throw new CommandFailure('nothing was exported: none of these roles may export')
  }
  return { kind: 'user', id: given.actor, userPrincipalName: null, tenantId: null, roles: given.roles }
}

/** A failure in one line, with its exit code. */
export const exportFailed = (failure: ReportFailure): CommandFailure => {
  const isAway = ['ReadModelsUnavailable', 'TargetInUse', 'NotReached', 'NotAudited'].includes(failure.type)
  return new CommandFailure(describeReportFailure(failure), isAway ? exitCode.unavailable : exitCode.noAnswer)
}
