import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Debian's own Python first: it is the one that Debian's packages are installed for. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const MOST_OUTPUT = 64 * 1024 * 1024;

const run = promisify(execFile);

/**
 * Runs a script of a Python that has a module, with one argument as JSON, and reads the JSON that it prints; undefined, with the reason said, where none
 * has the module and Debian's package of it cannot be had. A failure of the script itself is thrown.
 */
export async function runPython(script, argument, { module, debian }, say) {
  const python = (await pythonWith(module)) ?? (await pythonAfterInstalling(module, debian, say));
  if (python === undefined) {
    say(`${module} is not measured: no Python has it (on Debian: apt-get install ${debian})`);
    return undefined;
  }
  const { stdout } = await run(python, [script, JSON.stringify(argument)], { maxBuffer: MOST_OUTPUT });
  return JSON.parse(stdout);
}

async function pythonWith(module) {
  for (const python of PYTHONS) {
    try {
      await run(python, ['-c', `import ${module}`]);
      return python;
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}

/** As the other rivals are installed by the benchmark, but only by one who may change the system. */
async function pythonAfterInstalling(module, debian, say) {
  if (process.getuid?.() !== 0) return undefined;
  say(`installing ${debian} (apt-get)`);
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('/usr/bin/apt-get', ['install', '-y', '--no-install-recommends', debian], {
      env,
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  return pythonWith(module);
}
