export { append1, append64, append256 } from './append.js'
export { appendToSubscriber } from './append-to-subscriber.js'
export { catchUp } from './catch-up.js'
export { commands1, commands64, commands256 } from './commands.js'
