package s3files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// List returns the objects that a pattern names, sorted by name: a single object, those that a glob matches, or those directly
// below a name that ends in "/" or that isn't an object's. In a glob *, ? and [...] don't match "/", and a * at the front
// of what is behind the last "/" doesn't match a dot. As with local files, hidden ones and the markers of folders aren't listed, and names that
// end in .part are an error: they're local outputs that weren't finished.
func (s *Store) List(ctx context.Context, pattern string) ([]files.Info, error) {
	p, err := parse(pattern)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	if p.key == "" || strings.HasSuffix(p.key, "/") {
		return s.listDir(ctx, p)
	}
	info, err := s.stat(ctx, p)
	if err == nil {
		return []files.Info{info}, nil
	}
	segments := strings.Split(p.key, "/")
	for _, seg := range segments {
		if _, err := path.Match(seg, ""); err != nil {
			return nil, fmt.Errorf("list %s: the pattern is malformed, such as a [ without its ]: %w", p, err)
		}
	}
	glob := strings.ContainsAny(p.key, `*?[\`)
	switch {
	case glob && (missing(err) || mayNotLook(err)):
		return s.listGlob(ctx, p, segments)
	case missing(err):
		dir := place{p.bucket, p.key + "/"}
		if list, err := s.listDir(ctx, dir); !errors.Is(err, fs.ErrNotExist) {
			return list, err
		}
	}
	return nil, explain("list", p, err)
}

func (s *Store) listDir(ctx context.Context, dir place) ([]files.Info, error) {
	c := &collector{at: dir}
	err := s.each(ctx, dir, func(info files.Info, key string) error {
		if key == dir.key || hidden(key) { // the first is the folder's marker
			return nil
		}
		return c.add(info)
	}, nil)
	if err != nil {
		return nil, explain("list", dir, err)
	}
	if len(c.found) == 0 {
		return nil, fmt.Errorf("list %s: there are no objects directly below, hidden ones don't count: name the folder that has them: %w",
			dir, fs.ErrNotExist)
	}
	return c.sorted(), nil
}

// listGlob goes down from slash to slash, and asks for nothing below a folder that doesn't match: a pattern such
// as s3://bucket/*/manifest.json mustn't list the whole bucket.
func (s *Store) listGlob(ctx context.Context, p place, segments []string) ([]files.Info, error) {
	c := &collector{at: p, parts: unfinished(p.key)}
	if err := s.descend(ctx, c, "", segments); err != nil {
		return nil, explain("list", p, err)
	}
	if len(c.found) == 0 {
		return nil, fmt.Errorf("list %s: no object matches this pattern, hidden ones don't count: check it with aws s3 ls: %w", p, fs.ErrNotExist)
	}
	return c.sorted(), nil
}

func (s *Store) descend(ctx context.Context, c *collector, base string, segments []string) error {
	for len(segments) > 1 {
		front, whole := literal(segments[0])
		if !whole {
			break
		}
		base += front + "/"
		segments = segments[1:]
	}
	seg := segments[0]
	front, _ := literal(seg)
	var dirs []string
	err := s.each(ctx, place{c.at.bucket, base + front}, func(info files.Info, key string) error {
		name := key[len(base):]
		if ok, _ := path.Match(seg, name); !ok || len(segments) > 1 || name == "" || hidden(name) && !strings.HasPrefix(seg, ".") {
			return nil
		}
		return c.add(info)
	}, func(dir string) error {
		if ok, _ := path.Match(seg, strings.TrimSuffix(dir[len(base):], "/")); !ok || len(segments) == 1 {
			return nil
		}
		if len(dirs) == files.MaxFiles {
			return fmt.Errorf("more than %d folders match: use a narrower pattern", files.MaxFiles)
		}
		dirs = append(dirs, dir)
		return nil
	})
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		if err := s.descend(ctx, c, dir, segments[1:]); err != nil {
			return err
		}
	}
	return nil
}

// literal returns what all names that match the segment begin with, and whether it's all of them. Classes of one
// character are what [files.QuoteGlob] writes.
func literal(seg string) (front string, whole bool) {
	var b strings.Builder
	for i := 0; i < len(seg); i++ {
		switch seg[i] {
		case '*', '?':
			return b.String(), false
		case '\\':
			i++
			b.WriteByte(seg[i]) // it's there: the pattern is well-formed
		case '[':
			in := seg[i+1:]
			at := 0
			if in[0] == '\\' {
				at = 1
			}
			if in[at] >= 0x80 || in[at+1] != ']' {
				return b.String(), false
			}
			b.WriteByte(in[at])
			i += at + 2
		default:
			b.WriteByte(seg[i])
		}
	}
	return b.String(), true
}

// each calls file for the objects whose keys begin with from.key and have no slash behind it, and dir, if it
// isn't nil, once for all that have the same up to that slash.
func (s *Store) each(ctx context.Context, from place, file func(info files.Info, key string) error, dir func(prefix string) error) error {
	in := &s3.ListObjectsV2Input{Bucket: &from.bucket, Prefix: &from.key, Delimiter: aws.String("/")}
	for {
		var out *s3.ListObjectsV2Output
		err := s.try(ctx, 0, func(ctx context.Context, o func(*s3.Options)) (err error) {
			out, err = s.client.ListObjectsV2(ctx, in, o)
			return err
		})
		if err != nil {
			return err
		}
		for _, obj := range out.Contents {
			key := aws.ToString(obj.Key)
			info := files.Info{Name: place{from.bucket, key}.String(), Size: aws.ToInt64(obj.Size), Identity: etag(obj.ETag)}
			if err := file(info, key); err != nil {
				return err
			}
		}
		for _, c := range out.CommonPrefixes {
			if dir == nil {
				break
			}
			if err := dir(aws.ToString(c.Prefix)); err != nil {
				return err
			}
		}
		if !aws.ToBool(out.IsTruncated) {
			return nil
		}
		if aws.ToString(out.NextContinuationToken) == "" {
			return errors.New("the listing goes on, but S3 doesn't say where")
		}
		in.ContinuationToken = out.NextContinuationToken
	}
}

// collector gathers the objects behind one pattern.
type collector struct {
	at    place
	parts bool // unfinished outputs are welcome
	found []files.Info
}

func (c *collector) add(info files.Info) error {
	if !c.parts && unfinished(info.Name) {
		return fmt.Errorf("%s is a copy of an output that isn't finished: remove it, or use a pattern that doesn't match it", info.Name)
	}
	if len(c.found) == files.MaxFiles {
		return fmt.Errorf("more than %d objects: split them over several jobs", files.MaxFiles)
	}
	c.found = append(c.found, info)
	return nil
}

func (c *collector) sorted() []files.Info {
	slices.SortFunc(c.found, func(a, b files.Info) int { return cmp.Compare(a.Name, b.Name) })
	return c.found
}
