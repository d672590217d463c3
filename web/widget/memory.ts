type Name = 'token' | 'queue' | 'open'

/** What is kept over pages and reloads, for one shop key; for this page only where the browser refuses to keep anything. */
export function openMemory(key: string) {
  const held = new Map<Name, string>()
  const at = (name: Name) => `whereabouts ${key} ${name}`

  function get(name: Name): string | null {
    try {
      return localStorage.getItem(at(name)) ?? held.get(name) ?? null
    } catch {
      return held.get(name) ?? null
    }
  }

  function set(name: Name, value: string | null): void {
    held.delete(name)
    try {
      if (value === null) localStorage.removeItem(at(name))
      else localStorage.setItem(at(name), value)
    } catch {
      if (value !== null) held.set(name, value)
    }
  }

  /** Another tab of the shop did. */
  function onChange(changed: (name: Name) => void): void {
    addEventListener('storage', ({ key: which }) => {
      for (const name of ['token', 'queue', 'open'] as const) if (which === at(name)) changed(name)
    })
  }

  /** One tab at a time; each for itself where the browser knows no locks, as on plain http. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    return 'locks' in navigator ? navigator.locks.request(at('queue'), work) : work()
  }

  return { get, set, onChange, alone }
}

export type Memory = ReturnType<typeof openMemory>
