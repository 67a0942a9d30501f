/** What is used of WebAssembly: Node's types leave it to those of the browser. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** @throws RangeError beyond the maximum, or when the system has no more */
    grow(pages: number): number;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => WebAssembly.Module;
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => WebAssembly.Memory;
  readonly Instance: new (
    module: WebAssembly.Module,
    imports: Readonly<Record<string, Readonly<Record<string, WebAssembly.Memory>>>>,
  ) => WebAssembly.Instance;
};
