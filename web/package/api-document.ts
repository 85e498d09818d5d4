// api.md, made from the declarations: each under its name, with what its comment says.
import { parseSync } from 'rolldown/utils';

/** Of custom elements, for the browser alone to call; and what TypeScript leaves of private fields. */
const NOT_FOR_PROGRAMS =
  /^\s*(#private;|static readonly (formAssociated|observedAttributes)|\w+Callback\(|constructor\(\);)/;

interface Declaration {
  name: string;
  comment: string;
  code: string;
}

/** The text of a doc comment, its paragraphs joined to lines. */
function proseOf(comment: string): string {
  return comment
    .replace(/^\*\s*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join(' ')
    .trim();
}

function declarationsOf(source: string): Declaration[] {
  const { program, comments } = parseSync('declarations.d.ts', source);
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || !node.declaration) return [];
    const { declaration } = node;
    if (!('id' in declaration) || declaration.id?.type !== 'Identifier') return [];
    const comment = comments.findLast(
      ({ end }) => end <= node.start && /^\s*$/.test(source.slice(end, node.start)),
    );
    const code = source
      .slice(node.start, node.end)
      .split('\n')
      .filter((line) => !NOT_FOR_PROGRAMS.test(line))
      .join('\n')
      .replace(/^export (declare )?/, '')
      // What stands in for it where there is no DOM is of no interest.
      .replace('extends Base', 'extends HTMLElement');
    return [{ name: declaration.id.name, comment: proseOf(comment?.value ?? ''), code }];
  });
}

/** `sections`: a heading and declarations in TypeScript. Throws where a section holds none. */
export function apiDocument(sections: readonly (readonly [string, string])[]): string {
  const texts = sections.map(([heading, source]) => {
    const declarations = declarationsOf(source);
    if (declarations.length === 0) throw new Error(`no declarations under "${heading}"`);
    const entries = declarations.map(
      ({ name, comment, code }) =>
        `### \`${name}\`\n\n${comment ? `${comment}\n\n` : ''}\`\`\`ts\n${code}\n\`\`\`\n`,
    );
    return `## ${heading}\n\n${entries.join('\n')}`;
  });
  return `# linnet: everything that programs see\n\nMade from the declarations.\n\n${texts.join('\n')}`;
}
