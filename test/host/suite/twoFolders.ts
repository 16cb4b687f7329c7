/** A workspace of two folders with a project each, one of them with broken YAML: both are shown, each problem is told. */
import { strict as assert } from 'node:assert';
import { activated, serverIs, until } from './medallion';

suite('two folders with two projects', () => {
  test('both projects are listed', async () => {
    const api = await activated();
    await serverIs(api, 'running');
    const names = await until('both projects', async () => {
      const labels = (await api.app.project.getChildren()).map(({ node }) => node.label);
      return labels.length === 2 ? labels : undefined;
    });
    assert.deepEqual(names.toSorted(), ['shop_a', 'shop_b']);
  });

  test('the broken schema file is named, and the models of its project are still there', async () => {
    const { app } = await activated();
    const project = await until('the problem of shop_b', () => {
      const state = app.session.status?.project;
      return state?.kind === 'loaded' ? state.projects.find(({ name, problems }) => name === 'shop_b' && problems.length > 0) : undefined;
    });
    assert.ok(
      project.problems.some(problem => problem.includes('schema.yml')),
      project.problems.join('\n'),
    );
    assert.equal(project.models, 1);
  });
});
