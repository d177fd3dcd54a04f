package s3files

import (
	"fmt"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// Scheme is what the names of objects begin with: s3://bucket/key.
const Scheme = "s3://"

// maxKey is how many bytes of UTF-8 a key may have, from S3's user guide, "Naming Amazon S3 objects".
const maxKey = 1024

// place is a name taken apart. A key is taken as it is: nothing in it is escaped, nothing cleaned away.
type place struct{ bucket, key string }

func (p place) String() string { return Scheme + p.bucket + "/" + p.key }

// parse takes a name apart. The key is empty in s3://bucket and s3://bucket/.
func parse(name string) (place, error) {
	rest, ok := strings.CutPrefix(name, Scheme)
	if !ok {
		return place{}, fmt.Errorf("%q is no name in S3: write s3://bucket/key", name)
	}
	bucket, key, _ := strings.Cut(rest, "/")
	switch {
	case bucket == "":
		return place{}, fmt.Errorf("%q has no bucket: write s3://bucket/key", name)
	case strings.ContainsAny(bucket, `*?[]\`):
		return place{}, fmt.Errorf("%q: the bucket's name can't be a pattern: name the bucket", name)
	case len(key) > maxKey:
		return place{}, fmt.Errorf("%q: the key has %d bytes, S3 takes %d: choose a shorter name", name, len(key), maxKey)
	}
	return place{bucket, key}, nil
}

// parseObject is parse for what must be an object.
func parseObject(name string) (place, error) {
	p, err := parse(name)
	if err == nil && (p.key == "" || strings.HasSuffix(p.key, "/")) {
		err = fmt.Errorf("%q names no object but a place for some: name the object, s3://bucket/key", name)
	}
	return p, err
}

// hidden tells whether the part behind the last slash begins with a dot, as in a directory.
func hidden(key string) bool {
	return strings.HasPrefix(key[strings.LastIndexByte(key, '/')+1:], ".")
}

// unfinished tells whether it's what a local output is called until it's complete. One of those may have been copied here.
func unfinished(key string) bool { return strings.HasSuffix(key, files.PartSuffix) }
