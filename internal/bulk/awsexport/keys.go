package awsexport

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// resolve returns where the data file of an S3 key is, beside the manifests in dir. Keys are
// <prefix>/AWSDynamoDB/<id>/data/<name> in full exports and <prefix>/AWSDynamoDB/data/<name> in incremental ones.
// Only the name is taken from the key: a manifest can't lead anywhere else.
func resolve(dir, key string) (name string, err error) {
	segments := strings.Split(key, "/")
	if slices.Contains(segments, "..") || strings.ContainsAny(key, "\\\x00") {
		return "", errors.New("dataFileS3Key leads out of the export's folder: this manifest can't be trusted")
	}
	// The last one: a prefix may have the same name.
	for i := len(segments) - 1; i >= 0; i-- {
		if segments[i] != rootName {
			continue
		}
		rest := segments[i+1:]
		switch {
		case len(rest) == 2 && rest[0] == dataName && plain(rest[1]):
			return parent(dir) + "/" + dataName + "/" + rest[1], nil
		case len(rest) == 3 && rest[1] == dataName && plain(rest[0]) && plain(rest[2]):
			return dir + "/" + dataName + "/" + rest[2], nil
		}
		break
	}
	return "", fmt.Errorf("dataFileS3Key isn't of the form %s/<id>/%s/<name> or %s/%s/<name>: is this an export's manifest?",
		rootName, dataName, rootName, dataName)
}

// plain tells whether a segment is a name, and not a way to somewhere else (on Windows a colon is one).
func plain(segment string) bool {
	return segment != "" && segment != "." && !strings.Contains(segment, ":")
}

// parent returns the folder that dir is in.
func parent(dir string) string {
	i := strings.LastIndexByte(dir, '/')
	last := dir[i+1:]
	switch {
	case last == "." || last == "..":
		return dir + "/.."
	case i < 0:
		return "."
	}
	return dir[:i]
}
