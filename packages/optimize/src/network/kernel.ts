import { KERNEL_WASM_BASE64 } from './kernel-wasm.ts';

/** The loops of assembly/kernel.ts over one memory. Addresses and strides are bytes. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  tablesEnd(): number;
  gather(from: number, width: number, order: number, rows: number, to: number): void;
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
  sumSquares(at: number, count: number): number;
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
  categorical(
    outputs: number,
    gradients: number,
    stride: number,
    count: number,
    order: number,
    rows: number,
    actions: number,
    masks: number,
    logs: number,
    entropies: number,
  ): void;
  categoricalBack(
    gradients: number,
    stride: number,
    count: number,
    order: number,
    rows: number,
    actions: number,
    entropies: number,
    byLogs: number,
    byEntropy: number,
  ): void;
  squashedGaussian(
    outputs: number,
    stride: number,
    size: number,
    order: number,
    rows: number,
    actions: number,
    logs: number,
    entropies: number,
  ): void;
  squashedGaussianBack(
    outputs: number,
    gradients: number,
    stride: number,
    size: number,
    order: number,
    rows: number,
    actions: number,
    byLogs: number,
    byEntropy: number,
  ): void;
  addUp(values: number, rows: number, sum: number): void;
  standardise(advantages: number, order: number, rows: number, out: number): void;
  surrogate(
    logs: number,
    oldLogs: number,
    order: number,
    rows: number,
    clip: number,
    advantages: number,
    sums: number,
  ): void;
  valueLoss(
    outputs: number,
    gradients: number,
    stride: number,
    order: number,
    rows: number,
    old: number,
    targets: number,
    clip: number,
    sum: number,
  ): void;
}

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;
/** Kept free for the kernel's own tables. */
const TABLES_BYTES = 8192;
let compiled: WebAssembly.Module | undefined;

/** A kernel with a memory of its own, of at least `bytes` bytes. */
export function openKernel(bytes: number): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_WASM_BASE64, 'base64'));
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const kernel = exports as unknown as Omit<Kernel, 'memory'>;
  if (kernel.tablesEnd() > TABLES_BYTES)
    throw new TypeError(`The kernel has ${kernel.tablesEnd()} bytes of tables`);
  return { ...kernel, memory };
}

/** Where things lie in a memory that is opened once all are known: growing it later would take every view away. */
export class MemoryPlan {
  #next = TABLES_BYTES;

  get bytes(): number {
    return this.#next;
  }

  /** The address of so many bytes. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return at;
  }
}
