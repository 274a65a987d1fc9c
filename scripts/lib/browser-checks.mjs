// Checks in a real browser what pages get from the installed packages by way of a bundler.
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs'
import { buildByEsbuild, buildByVite, checkLightPage } from './page-build.mjs'
import { checkErrors, checkFetched, checkOutcome, onPage } from './page-runs.mjs'
import { CheckFailure } from './report.mjs'
import { ROOT } from './root.mjs'
import { serveFolders } from './static-server.mjs'

const TITLE = 'pages in a browser'

/**
 * @param {import('./report.mjs').Report} report
 * @param {import('./consumer.mjs').Consumer} consumer where the packages are installed
 */
export async function checkPages(report, consumer) {
  const found = findChromium()
  if (found.path === undefined) return report.leaveOut(TITLE, found.missing)
  const page = join(consumer.folder, 'page')
  await cp(join(ROOT, 'scripts', 'fixtures', 'page'), page, { recursive: true })

  await report.check('types of a page', () =>
    consumer.typecheck(['page/main.ts', 'page/light.ts', 'page/worker.ts'], 'bundler', {
      customConditions: ['browser'],
      types: [],
    }),
  )
  const folder = join(consumer.folder, 'sites')
  const [byVite, byEsbuild, light] = ['vite', 'esbuild', 'light'].map((name) => join(folder, name))
  if (!byVite || !byEsbuild || !light) throw new CheckFailure('there are no folders')
  const built = await report.check('a page built by Vite and by esbuild', async () => {
    await buildByVite(page, byVite)
    await buildByEsbuild(page, byEsbuild, ['main.ts', 'worker.ts'])
    await buildByEsbuild(page, light, ['light.ts'])
    return 'nothing of Node is in them'
  })
  if (built === undefined) return
  await report.check('size of a page with @infonce/runtime', () => checkLightPage(light))

  const server = await serveFolders({
    plain: { folder: byVite },
    isolated: { folder: byVite, isolated: 'all' },
    'half-isolated': { folder: byVite, isolated: 'pages' },
    'without-wasm': { folder: byVite, without: /\.wasm$/ },
    esbuild: { folder: byEsbuild },
    light: { folder: light },
  })
  const browser = await chromium.launch({ executablePath: found.path, args: CHROMIUM_FLAGS })
  /** @type {<T>(path: string, use: (page: import('playwright').Page) => Promise<T>, script?: string) => Promise<T>} */
  const on = (path, use, script) => onPage(browser, `${server.origin}/${path}`, use, script)
  try {
    await report.check('a page of Vite trains on one thread, chosen by auto', () =>
      on('plain/index.html', async (page) => {
        await checkChoice(page)
        return checkOutcome(page, "train('auto')", { threads: 1 })
      }),
    )
    await report.check('a cross-origin isolated page trains on two threads', () =>
      checkFetched(server, 'wasm', () =>
        on('isolated/index.html', (page) => checkOutcome(page, "train('wasm')", { provider: 'wasm', threads: 2 })),
      ),
    )
    await report.check('a page trains on WebGPU', () =>
      checkFetched(server, 'webgpu', () =>
        on('plain/index.html', (page) => checkOutcome(page, "train('webgpu')", { provider: 'webgpu' })),
      ),
    )
    await report.check('a worker trains on two threads', () =>
      checkFetched(server, 'wasm', () =>
        on('isolated/index.html', (page) => checkOutcome(page, "trainInWorker('wasm')", { provider: 'wasm' })),
      ),
    )
    await report.check('a worker trains on WebGPU', () =>
      checkFetched(server, 'webgpu', () =>
        on('isolated/index.html', (page) => checkOutcome(page, "trainInWorker('webgpu')", { provider: 'webgpu' })),
      ),
    )
    await report.check('a page of esbuild trains, and its worker', () =>
      on('esbuild/index.html', async (page) => {
        await checkFetched(server, 'wasm', async () => {
          await checkOutcome(page, "train('wasm')", { provider: 'wasm', threads: 1 })
          return checkOutcome(page, "trainInWorker('wasm')", { provider: 'wasm' })
        })
        return checkFetched(server, 'webgpu', () => checkOutcome(page, "train('webgpu')", { provider: 'webgpu' }))
      }),
    )
    await report.check('ONNX Runtime is fetched with the first session', () =>
      on('light/light.html', async (page) => {
        const before = server.requests.flatMap(({ path }) => (path.startsWith('/light/') ? [path] : [])).join(' ')
        if (before.includes('ort')) throw new CheckFailure(`fetched before a session was asked for: ${before}`)
        const sum = await page.evaluate("plusOne('wasm')")
        if (String(sum) !== '2,3,4') throw new CheckFailure(`1, 2, 3 and one are ${sum}`)
      }),
    )
    await report.check('what a page lacks is said in one line', () => checkErrors(on))
  } finally {
    await browser.close()
    await server.close()
  }
}

/**
 * On SwiftShader, which Linux is given, `auto` takes WebAssembly.
 * @param {import('playwright').Page} page
 */
async function checkChoice(page) {
  if (process.platform !== 'linux') return
  const choice = /** @type {import('@infonce/runtime').ProviderChoice} */ (await page.evaluate('page.choose()'))
  const { provider, findings } = choice
  if (provider !== 'wasm' || !/the graphics adapter is software/.test(findings[0]?.reason ?? ''))
    throw new CheckFailure(`auto chose ${JSON.stringify(choice)}, not wasm past a software adapter`)
}
