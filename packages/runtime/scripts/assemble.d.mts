/** The text of row-kernel.generated.ts for a WebAssembly text source. */
export function assemble(text: string): Promise<string>
