import type { MaterialReply, MaterialSearchRequest, MaterialsReply } from '@accord/contract';
import type { LawBook } from '../law/law-book.ts';
import type { Figure, Material } from '../materials/material.ts';
import { nameKey, namesOf } from '../materials/names.ts';
import type { DesignLaboratory } from '../design/index.ts';

const DEFAULT_LIMIT = 100;

/** The materials whose name, synonym or CAS number holds a text, in the order of the table. */
export function findMaterials(
  { text = '', limit = DEFAULT_LIMIT }: MaterialSearchRequest,
  { catalogue, book }: DesignLaboratory,
): MaterialsReply {
  const key = nameKey(text);
  const found = catalogue.materials.filter(
    (material) =>
      [material.name, ...namesOf(material)].some((name) => nameKey(name).includes(key)) ||
      material.cas.some((cas) => cas.includes(text.trim())),
  );
  return {
    found: found.length,
    materials: found.slice(0, limit).map((material) => materialReply(material, book)),
  };
}

function materialReply(material: Material, book: LawBook): MaterialReply {
  const standards = book.burdensOf(material).map(({ standard }) => standard.name);
  return {
    name: material.name,
    synonyms: [...material.synonyms],
    cas: [...material.cas],
    kind: material.kind,
    note: material.note ?? null,
    families: material.families.map(([family, weight]) => ({ family, weight })),
    vegan: material.vegan,
    molar_mass: figureReply(material.molarMass),
    vapour_pressure: figureReply(material.vapourPressure),
    threshold: figureReply(material.threshold),
    doubt: material.doubt ?? null,
    constituents: material.constituents.length,
    standards: [...new Set(standards)],
  };
}

const figureReply = (figure: Figure | undefined): MaterialReply['molar_mass'] =>
  figure === undefined
    ? null
    : {
        value: figure.value,
        unit: figure.unit,
        source: figure.source,
        log10_uncertainty: figure.log10Uncertainty ?? null,
      };
