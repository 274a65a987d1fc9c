;; Row updates of embedding tables.
;; All addresses are byte offsets into the imported memory; tables and rows are float32, indices int32.
(module
  (import "env" "memory" (memory 1 65536))

  ;; The position of the first index that is not below $table_rows; -1 when there is none.
  (func (export "find_past")
    (param $indices i32) (param $count i32) (param $table_rows i32)
    (result i32)
    (local $i i32)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
        (if (i32.ge_s
              (i32.load (i32.add (local.get $indices) (i32.shl (local.get $i) (i32.const 2))))
              (local.get $table_rows))
          (then (return (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $each)))
    (i32.const -1))

  ;; table[index[i]] -= scale * row[i], in order, so that duplicates add up. A negative index skips its row.
  (func (export "subtract_scaled_rows")
    (param $table i32) (param $dim i32)
    (param $indices i32) (param $rows i32) (param $count i32) (param $scale f32)
    (local $i i32) (local $index i32) (local $target i32)
    (local $row_bytes i32) (local $block_end i32) (local $vector_end i32) (local $row_end i32)
    (local $scales v128)

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
        (br $each_row))))

  ;; Copies each row that the indices name and that has no mark yet to kept[n], its index to ids[n], and marks it, for
  ;; n from $kept_count on. Returns how many are kept then. Marks are int32, one a row of the table; 0 is no mark.
  (func (export "keep_rows")
    (param $table i32) (param $dim i32)
    (param $indices i32) (param $count i32)
    (param $marks i32) (param $ids i32) (param $kept i32) (param $kept_count i32)
    (result i32)
    (local $i i32) (local $index i32) (local $mark i32) (local $row_bytes i32)
    (local.set $row_bytes (i32.shl (local.get $dim) (i32.const 2)))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
        (local.set $index (i32.load (i32.add (local.get $indices) (i32.shl (local.get $i) (i32.const 2)))))
        (if (i32.ge_s (local.get $index) (i32.const 0))
          (then
            (local.set $mark (i32.add (local.get $marks) (i32.shl (local.get $index) (i32.const 2))))
            (if (i32.eqz (i32.load (local.get $mark)))
              (then
                (i32.store (local.get $mark) (i32.const 1))
                (i32.store
                  (i32.add (local.get $ids) (i32.shl (local.get $kept_count) (i32.const 2)))
                  (local.get $index))
                (memory.copy
                  (i32.add (local.get $kept) (i32.mul (local.get $kept_count) (local.get $row_bytes)))
                  (i32.add (local.get $table) (i32.mul (local.get $index) (local.get $row_bytes)))
                  (local.get $row_bytes))
                (local.set $kept_count (i32.add (local.get $kept_count) (i32.const 1)))))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $each)))
    (local.get $kept_count))

  ;; Where row ids[n] of the table is further than $most from kept[n], moves it back along the line between them until
  ;; it is not. Takes the marks away.
  (func (export "limit_rows")
    (param $table i32) (param $dim i32)
    (param $marks i32) (param $ids i32) (param $kept i32) (param $kept_count i32) (param $most f32)
    (local $n i32) (local $index i32) (local $row i32) (local $at i32) (local $old i32)
    (local $row_bytes i32) (local $vector_end i32) (local $row_end i32)
    (local $change f32) (local $length f32) (local $changes v128) (local $squares v128)
    (local.set $row_bytes (i32.shl (local.get $dim) (i32.const 2)))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $n) (local.get $kept_count)))
        (local.set $index (i32.load (i32.add (local.get $ids) (i32.shl (local.get $n) (i32.const 2)))))
        (i32.store (i32.add (local.get $marks) (i32.shl (local.get $index) (i32.const 2))) (i32.const 0))
        (local.set $row (i32.add (local.get $table) (i32.mul (local.get $index) (local.get $row_bytes))))
        (local.set $row_end (i32.add (local.get $row) (local.get $row_bytes)))
        (local.set $vector_end
          (i32.add (local.get $row) (i32.and (local.get $row_bytes) (i32.const -16))))

        ;; The length of the change.
        (local.set $at (local.get $row))
        (local.set $old (local.get $kept))
        (local.set $squares (v128.const f32x4 0 0 0 0))
        (block $vectors_done
          (loop $vectors
            (br_if $vectors_done (i32.eq (local.get $at) (local.get $vector_end)))
            (local.set $changes (f32x4.sub (v128.load (local.get $at)) (v128.load (local.get $old))))
            (local.set $squares
              (f32x4.add (local.get $squares) (f32x4.mul (local.get $changes) (local.get $changes))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (local.set $old (i32.add (local.get $old) (i32.const 16)))
            (br $vectors)))
        (local.set $length
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $squares)) (f32x4.extract_lane 1 (local.get $squares)))
            (f32.add (f32x4.extract_lane 2 (local.get $squares)) (f32x4.extract_lane 3 (local.get $squares)))))
        (block $tail_done
          (loop $tail
            (br_if $tail_done (i32.eq (local.get $at) (local.get $row_end)))
            (local.set $change (f32.sub (f32.load (local.get $at)) (f32.load (local.get $old))))
            (local.set $length
              (f32.add (local.get $length) (f32.mul (local.get $change) (local.get $change))))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (local.set $old (i32.add (local.get $old) (i32.const 4)))
            (br $tail)))
        (local.set $length (f32.sqrt (local.get $length)))

        ;; Few rows are moved back: one float a turn.
        (if (f32.gt (local.get $length) (local.get $most))
          (then
            (local.set $at (local.get $row))
            (local.set $old (local.get $kept))
            (block $back_done
              (loop $back
                (br_if $back_done (i32.eq (local.get $at) (local.get $row_end)))
                (local.set $change (f32.sub (f32.load (local.get $at)) (f32.load (local.get $old))))
                (f32.store (local.get $at)
                  (f32.add (f32.load (local.get $old))
                    (f32.mul (local.get $change) (f32.div (local.get $most) (local.get $length)))))
                (local.set $at (i32.add (local.get $at) (i32.const 4)))
                (local.set $old (i32.add (local.get $old) (i32.const 4)))
                (br $back)))))
        (local.set $kept (i32.add (local.get $kept) (local.get $row_bytes)))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $each)))))
