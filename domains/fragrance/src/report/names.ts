import type { Material } from '../materials/material.ts';

export const namesOfMaterials = (materials: readonly Material[]): string[] =>
  materials.map(({ name }) => name);
