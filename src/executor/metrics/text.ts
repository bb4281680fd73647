import type { RunFacts } from './meter.js';
import { METRICS } from './table.js';

/**
 * The facts in the text format of Prometheus, version 0.0.4: HELP and TYPE before the samples of each
 * name, one sample a line, a line feed at the end, and no times, which the textfile collector refuses.
 * Every sample carries the workspace, since the collector does not take two files that hold the same one.
 */
export function metricsText(facts: RunFacts): string {
  return METRICS.map(({ name, type, help, samples }) => {
    const lines = samples(facts).map(({ labels = {}, value }) => {
      const pairs = Object.entries({ workspace: facts.workspace, ...labels });
      return `${name}{${pairs.map(([label, text]) => `${label}="${escaped(text)}"`).join(',')}} ${value}\n`;
    });
    return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
  }).join('');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
