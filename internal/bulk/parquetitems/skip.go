package parquetitems

import "fmt"

// Skip passes over the next n rows, bad ones too. Row groups that are passed as a whole aren't read, and what is passed of the
// last is read but not decoded into items. The error says that the file has fewer rows, or is final otherwise.
func (r *Reader) Skip(n int64) error {
	if n < 0 {
		return fmt.Errorf("can't skip %d rows: it must be 0 or more", n)
	}
	if left := r.file.NumRows() - r.number; n > left {
		return fmt.Errorf("can't skip %d rows: the file has %d more: it isn't the one that was read before", n, left)
	}
	for n > 0 {
		if r.next < r.ready {
			passed := min(n, int64(r.ready-r.next))
			r.next += int(passed)
			r.number += passed
			n -= passed
			continue
		}
		if r.err != nil {
			return r.err
		}
		switch {
		case r.left == 0:
			if err := r.endGroup(); err != nil {
				return err
			}
		case n >= r.left:
			r.number += r.left
			n -= r.left
			r.left = 0
		case r.rows == nil && r.flat:
			if err := r.seek(n); err != nil {
				return err
			}
			n = 0
		default:
			if err := r.fill(); err != nil {
				return err
			}
		}
	}
	return nil
}

// seek passes over the first n rows of a row group. Without an index of pages the library counts the rows of each page.
// It doesn't do so well where a row's values go over two pages, so that it's only for flat files.
func (r *Reader) seek(n int64) error {
	if err := r.begin(); err != nil {
		return err
	}
	if err := guard(func() error { return r.rows.SeekToRow(n) }); err != nil {
		return r.fail(err)
	}
	r.left -= n
	r.number += n
	return nil
}
