import { describe, expect, it } from 'vitest'
import { manifestProblems, relativeLinks } from './manifest-checks.mjs'

const good = {
  description: 'A package.',
  keywords: ['a', 'b', 'c'],
  homepage: 'https://github.com/infonce/infonce/tree/main/packages/nn#readme',
  bugs: { url: 'https://github.com/infonce/infonce/issues' },
  repository: { type: 'git', url: 'git+https://github.com/infonce/infonce.git', directory: 'packages/nn' },
  author: 'infonce contributors',
  license: 'MIT',
  files: ['dist', 'CHANGELOG.md'],
  dependencies: { '@infonce/core': '0.1.0', zod: '^4.6.7' },
  peerDependencies: { sharp: '^0.34.0 || ^0.35.0' },
  devDependencies: { wabt: '1.0.39' },
}

describe('manifestProblems', () => {
  it('passes a complete package.json', () => {
    expect(manifestProblems(good, 'nn')).toEqual([])
  })

  it('names each field that is missing, or that belongs to another package', () => {
    for (const field of ['description', 'keywords', 'homepage', 'bugs', 'repository', 'author', 'license', 'files'])
      expect(manifestProblems({ ...good, [field]: undefined }, 'nn')).toEqual([expect.stringContaining(field)])
    expect(manifestProblems(good, 'onnx')).toEqual([
      expect.stringContaining('packages/onnx#readme'),
      expect.stringContaining('"directory":"packages/onnx"'),
    ])
  })

  it('wants caret ranges of other packages and exact versions of our own', () => {
    expect(manifestProblems({ ...good, dependencies: { zod: '4.6.7' } }, 'nn')).toEqual([
      'dependencies: zod needs a caret range, not 4.6.7',
    ])
    expect(manifestProblems({ ...good, dependencies: { '@infonce/core': '^0.1.0' } }, 'nn')).toEqual([
      'dependencies: @infonce/core needs an exact version, not ^0.1.0',
    ])
    expect(manifestProblems({ ...good, optionalDependencies: { sharp: '*' } }, 'nn')).toHaveLength(1)
  })
})

describe('relativeLinks', () => {
  it('finds links to files of the repository, with their lines', () => {
    const links = ['[a](../docs/a.md)', '![b](b.png)', '<img src="c.png">', '[d]: docs/d.md']
    for (const link of links)
      expect(relativeLinks(`# Title\n\n${link}`)).toEqual([expect.stringMatching(/^README\.md:3: /)])
  })

  it('passes addresses, anchors and code blocks', () => {
    const text = '[a](https://example.org/a.md), [b](#b)\n\n```ts\nconst c = values[0](argument)\n```\n'
    expect(relativeLinks(text)).toEqual([])
  })
})
