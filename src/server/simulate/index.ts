export { openClock } from './clock.ts'
export { startSimulator } from './simulator.ts'
