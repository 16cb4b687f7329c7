/** The extension inside a real extension host: each scene runs once, and each of its tests is counted here. */
import { describe, expect, test } from 'vitest';
import { buildSuite, runScene, scenes } from './scenes';

await buildSuite();
for (const scene of scenes) {
  const results = await runScene(scene);
  describe(`scene ${scene}`, () => {
    test.each(results)('$title', ({ error }) => {
      expect(error).toBeUndefined();
    });
  });
}
