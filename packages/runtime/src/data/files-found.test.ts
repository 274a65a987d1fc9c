import { describe, expect, it } from 'vitest'
import { fileCountsText, filesFound, filesLeftOut } from './files-found.js'

const folderOf = (name: string) => ({ class: name.split('/')[0]! })

describe('filesLeftOut', () => {
  it('passes over what is read and what lies about', () => {
    const noise = [
      'README.md',
      'a/readme',
      'LICENSE',
      'a/Thumbs.db',
      'desktop.ini',
      'notes.TXT',
      'index.html',
      'meta.json',
    ]
    const strange = ['a/x.heic', 'table.csv', 'b/license.png', 'photo', 'x.docx', 'reader.flac']
    expect(filesLeftOut(['a/y.png', ...noise, ...strange], ['a/y.png'])).toEqual(
      strange.filter((name) => name !== 'b/license.png'),
    )
  })
})

describe('filesFound', () => {
  it('counts by the ends of names, the most first', () => {
    const { read, leftOut, lost } = filesFound(
      ['a/1.png', 'a/2.PNG', 'b/1.jpg'],
      ['x.nii.gz', 'y.HEIC', 'z.heic', 'data', 'v1.0/data', 'b.tar.gz', 'c.tar.gz'],
    )
    expect(Object.entries(read)).toEqual([
      ['.png', 2],
      ['.jpg', 1],
    ])
    expect(fileCountsText(leftOut)).toBe('2 .heic, 2 .tar.gz, 2 without an extension, 1 .nii.gz')
    expect(lost).toEqual({})
  })

  it('names values of labels of which nothing is read, and takes no labels where they are refused', () => {
    const names = [['a/1.png'], ['a/2.heic', 'b/1.heic', 'c/1.gif', 'bad.heic']] as const
    expect(filesFound(...names, folderOf).lost).toEqual({ class: ['b', 'bad.heic', 'c'] })
    const strict = (name: string) => {
      if (name === 'bad.heic') throw new Error('no labels')
      return folderOf(name)
    }
    expect(filesFound(...names, strict).lost).toEqual({ class: ['b', 'c'] })
  })
})
