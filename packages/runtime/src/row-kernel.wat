;; Row updates of embedding tables: table[index[i]] -= scale * row[i], in order, so that duplicates add up.
;; All addresses are byte offsets into the imported memory; tables and rows are float32, indices int32.
(module
  (import "env" "memory" (memory 1 65536))

  ;; Returns -1 when every row was applied; otherwise the position of the first index that is not below
  ;; $table_rows, and then nothing was applied. A negative index skips its row.
  (func (export "subtract_scaled_rows")
    (param $table i32) (param $table_rows i32) (param $dim i32)
    (param $indices i32) (param $rows i32) (param $count i32) (param $scale f32)
    (result i32)
    (local $i i32) (local $index i32) (local $target i32)
    (local $row_bytes i32) (local $block_end i32) (local $vector_end i32) (local $row_end i32)
    (local $scales v128)

    ;; Check all indices before anything is written.
    (block $checked
      (loop $check
        (br_if $checked (i32.ge_u (local.get $i) (local.get $count)))
        (if (i32.ge_s
              (i32.load (i32.add (local.get $indices) (i32.shl (local.get $i) (i32.const 2))))
              (local.get $table_rows))
          (then (return (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $check)))

    (local.set $i (i32.const 0))
    (local.set $scales (f32x4.splat (local.get $scale)))
    (local.set $row_bytes (i32.shl (local.get $dim) (i32.const 2)))
    (block $done
      (loop $each_row
        (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
        (local.set $index (i32.load (i32.add (local.get $indices) (i32.shl (local.get $i) (i32.const 2)))))
        (local.set $row_end (i32.add (local.get $rows) (local.get $row_bytes)))
        (if (i32.ge_s (local.get $index) (i32.const 0))
          (then
            (local.set $target
              (i32.add (local.get $table) (i32.mul (local.get $index) (local.get $row_bytes))))

            ;; Sixteen floats a turn.
            (local.set $block_end
              (i32.add (local.get $rows) (i32.and (local.get $row_bytes) (i32.const -64))))
            (block $blocks_done
              (loop $blocks
                (br_if $blocks_done (i32.eq (local.get $rows) (local.get $block_end)))
                (v128.store (local.get $target)
                  (f32x4.sub (v128.load (local.get $target))
                    (f32x4.mul (local.get $scales) (v128.load (local.get $rows)))))
                (v128.store offset=16 (local.get $target)
                  (f32x4.sub (v128.load offset=16 (local.get $target))
                    (f32x4.mul (local.get $scales) (v128.load offset=16 (local.get $rows)))))
                (v128.store offset=32 (local.get $target)
                  (f32x4.sub (v128.load offset=32 (local.get $target))
                    (f32x4.mul (local.get $scales) (v128.load offset=32 (local.get $rows)))))
                (v128.store offset=48 (local.get $target)
                  (f32x4.sub (v128.load offset=48 (local.get $target))
                    (f32x4.mul (local.get $scales) (v128.load offset=48 (local.get $rows)))))
                (local.set $target (i32.add (local.get $target) (i32.const 64)))
                (local.set $rows (i32.add (local.get $rows) (i32.const 64)))
                (br $blocks)))

            ;; Four floats a turn.
            (local.set $vector_end
              (i32.add (local.get $rows)
                (i32.and (i32.sub (local.get $row_end) (local.get $rows)) (i32.const -16))))
            (block $vectors_done
              (loop $vectors
                (br_if $vectors_done (i32.eq (local.get $rows) (local.get $vector_end)))
                (v128.store (local.get $target)
                  (f32x4.sub (v128.load (local.get $target))
                    (f32x4.mul (local.get $scales) (v128.load (local.get $rows)))))
                (local.set $target (i32.add (local.get $target) (i32.const 16)))
                (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
                (br $vectors)))

            ;; The last one to three floats.
            (block $tail_done
              (loop $tail
                (br_if $tail_done (i32.eq (local.get $rows) (local.get $row_end)))
                (f32.store (local.get $target)
                  (f32.sub (f32.load (local.get $target))
                    (f32.mul (local.get $scale) (f32.load (local.get $rows)))))
                (local.set $target (i32.add (local.get $target) (i32.const 4)))
                (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
                (br $tail)))))
        (local.set $rows (local.get $row_end))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $each_row)))
    (i32.const -1)))
