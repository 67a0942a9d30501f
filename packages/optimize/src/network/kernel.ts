import { KERNEL_WASM_BASE64 } from './kernel-wasm.ts';

/** The loops of assembly/kernel.ts over one memory. Addresses are bytes. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  multiply(
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    c: number,
    bias: number,
    m: number,
    n: number,
    k: number,
  ): void;
  transpose(from: number, to: number, rows: number, columns: number): void;
  sumRows(from: number, out: number, rows: number, n: number): void;
  activate(at: number, count: number): void;
  activateBack(gradient: number, output: number, count: number): void;
  adam(
    parameters: number,
    gradients: number,
    first: number,
    second: number,
    count: number,
    scale: number,
    rate: number,
    epsilon: number,
  ): void;
}

const PAGE_BYTES = 65_536;
let compiled: WebAssembly.Module | undefined;

/** A kernel with a memory of its own, of at least `bytes` bytes. */
export function openKernel(bytes: number): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_WASM_BASE64, 'base64'));
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return { ...(exports as unknown as Omit<Kernel, 'memory'>), memory };
}
