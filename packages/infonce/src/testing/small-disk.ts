// A disk of few bytes that can be filled and made read-only, for real: a tmpfs that only one process sees.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// The mount lives in a namespace of the shell's own, and goes when the shell goes, however that happens.
const shell = `mount -t tmpfs -o size="$1" tmpfs "$0" && echo done &&
  while read -r options; do mount -o "$options" "$0" && echo done; done`

/** A mounted disk. The system must let this user make mount namespaces, which many containers do not. */
export class SmallDisk {
  private constructor(
    private readonly holder: ChildProcess,
    /** Where it is seen from outside its namespace. */
    readonly path: string,
  ) {}

  /** Mounts a disk over an empty folder, or tells why that cannot be. */
  static async mount(folder: string, bytes: number): Promise<SmallDisk | string> {
    if (process.platform !== 'linux') return 'a mount of its own for any user is to be had on Linux alone'
    const holder = spawn('unshare', ['-Urm', 'sh', '-c', shell, folder, String(bytes)])
    let errors = ''
    holder.stderr.on('data', (text) => {
      errors += text
    })
    const refusal = await Promise.race([
      once(holder.stdout, 'data').then(() => undefined),
      once(holder, 'close').then(
        () => `unshare -Urm: ${errors.trim()}`,
        (error: unknown) => (error as Error).message,
      ),
    ])
    return refusal ?? new SmallDisk(holder, `/proc/${holder.pid}/root${folder}`)
  }

  /** Leaves about so many bytes free, by a file of no use. */
  leave(bytes: number): void {
    const ballast = join(this.path, 'ballast')
    rmSync(ballast, { force: true })
    const { bavail, bsize } = statfsSync(this.path)
    const size = bavail * bsize - bytes
    if (size > 0) writeFileSync(ballast, new Uint8Array(size))
  }

  /** Mounts it again with other options: `ro`, `rw`. */
  async remount(options: string): Promise<void> {
    this.holder.stdin!.write(`remount,${options}\n`)
    await once(this.holder.stdout!, 'data')
  }

  async unmount(): Promise<void> {
    this.holder.stdin!.end()
    await once(this.holder, 'close')
  }
}
