import { defineConfig } from 'vite'

/** `web/` is all that is built: files for the browser into `assets/`, and one entry the server renders pages with. */
export default defineConfig({
  publicDir: false,
  base: '/',
  // `h` itself: the JSX runtime is more to load. Not left to NODE_ENV: a build made by a test has to be the same build.
  oxc: { jsx: { runtime: 'classic', pragma: 'h', development: false } },
  builder: {},
  build: { emptyOutDir: false, target: 'es2022', modulePreload: false, assetsInlineLimit: 0 },
  environments: {
    client: {
      build: {
        outDir: 'dist/web',
        manifest: 'files.json',
        rolldownOptions: {
          // Words are entries and not dynamic imports, which would bring Vite's preloader along (1 kB gzipped).
          input: {
            tracking: 'web/tracking/client.ts',
            desk: 'web/desk/client.ts',
            en: 'web/words/en.ts',
            de: 'web/words/de.ts',
            ar: 'web/words/ar.ts',
          },
          preserveEntrySignatures: 'strict',
          output: {
            entryFileNames: 'assets/[name]-[hash].js',
            chunkFileNames: 'assets/[name]-[hash].js',
            assetFileNames: 'assets/[name]-[hash][extname]',
          },
        },
      },
    },
    // What shops' pages load stands alone, so that it shares no chunk with our own page, which then would wait for two files.
    widget: {
      consumer: 'client',
      build: {
        outDir: 'dist/web',
        rolldownOptions: {
          input: {
            widget: 'web/widget/widget.ts',
            'widget-en': 'web/widget/words/en.ts',
            'widget-de': 'web/widget/words/de.ts',
            'widget-ar': 'web/widget/words/ar.ts',
          },
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' },
        },
      },
    },
    // One file that any page can include as any kind of script.
    loader: {
      consumer: 'client',
      build: {
        outDir: 'dist/web',
        rolldownOptions: {
          input: 'web/widget/loader.ts',
          output: { format: 'iife', entryFileNames: 'widget.js' },
        },
      },
    },
    ssr: {
      // Bundled whole: the built server file needs nothing beside itself.
      resolve: { noExternal: true },
      build: {
        outDir: 'dist/web',
        ssr: true,
        target: 'node26',
        rolldownOptions: { input: { server: 'web/server.tsx' }, output: { entryFileNames: '[name].js' } },
      },
    },
  },
})
