// Serves folders over HTTP as a plain web server would, and remembers what was asked for.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

/**
 * @typedef {object} Mount
 * @property {string} folder
 * @property {'all' | 'pages'} [isolated] which files have the headers of cross-origin isolation
 * @property {RegExp} [without] paths that are not found
 *
 * @typedef {object} StaticServer
 * @property {string} origin without a slash at its end
 * @property {{ path: string, bytes: number }[]} requests the files that were given, in their order
 * @property {() => Promise<void>} close
 */

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
}

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/**
 * @param {Record<string, Mount>} mounts by the first part of the path
 * @returns {Promise<StaticServer>}
 */
export async function serveFolders(mounts) {
  /** @type {StaticServer['requests']} */
  const requests = []
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname)).replaceAll(
      '\\',
      '/',
    )
    const [, name = '', ...rest] = path.split('/')
    const mount = mounts[name]
    const file = mount === undefined || mount.without?.test(path) ? undefined : await read(join(mount.folder, ...rest))
    if (file !== undefined) requests.push({ path, bytes: file.length })
    response.writeHead(file === undefined ? 404 : 200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Cache-Control': 'no-store',
      ...((mount?.isolated === 'all' || (mount?.isolated === 'pages' && path.endsWith('.html'))) && isolation),
    })
    response.end(file)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** @param {string} file */
async function read(file) {
  try {
    return await readFile(file)
  } catch {
    return undefined
  }
}
