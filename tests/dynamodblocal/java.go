package dynamodblocal

import (
	"os/exec"
	"strings"
)

const javaRemedy = "install a Java runtime, version 17 or newer, and put java on the PATH"

// findJava returns the java that the PATH leads to.
func findJava() (string, error) {
	java, err := exec.LookPath("java")
	if err != nil {
		return "", &Unavailable{Missing: "java", Remedy: javaRemedy, Err: err}
	}
	return java, nil
}

// noJava reports whether what java said means that there is none that fits, although a program of
// that name was found: macOS ships a stub, and an old Java refuses newer class files.
func noJava(said string) bool {
	return strings.Contains(said, "UnsupportedClassVersionError") ||
		strings.Contains(said, "Unable to locate a Java Runtime")
}
