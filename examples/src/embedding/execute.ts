import { setTimeout } from 'node:timers/promises'
import type { CustomerApplication, Outcome } from '@accountable/domain/application'
import { actorOf, type Session } from './authenticate.js'

/** To retry is to send the same command with the same commandId: it happens once, whichever of the tries got through. */
export const execute = async (
  application: CustomerApplication,
  session: Session,
  command: unknown,
  tries = 5
): Promise<Outcome> => {
  const outcome = await application.execute(command, { actor: actorOf(session) })
  if (outcome.outcome !== 'failed' || !outcome.retryable || tries <= 1) return outcome
  await setTimeout(200)
  return await execute(application, session, command, tries - 1)
}
