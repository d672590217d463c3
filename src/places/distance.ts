/** Degrees, WGS 84. */
export type Point = { readonly latitude: number; readonly longitude: number }

/** Mean radius, IUGG. */
const earthKm = 6_371.0088

/** Along the great circle (haversine; R. W. Sinnott, Sky & Telescope 68, 1984), within 0.6 % of the ellipsoid's. */
export function distanceKm(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const half = (angle: number) => Math.sin(radians(angle) / 2) ** 2
  const h =
    half(b.latitude - a.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(b.longitude - a.longitude)
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(h)))
}
