// The Web Worker of the tests of streams.
import { handler } from './worker-stream.fixture.js'
import { serveStream, type WorkerScope } from './worker-stream-serve.js'

serveStream(globalThis as unknown as WorkerScope, handler)
