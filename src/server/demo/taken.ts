/** The id of the demo's shop is somebody else's: exit code 1. */
export class DemoShopTaken extends Error {
  override readonly name = 'DemoShopTaken'
}
