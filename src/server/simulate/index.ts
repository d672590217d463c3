export { openClock } from './clock.ts'
export { type Simulator, startSimulator } from './simulator.ts'
