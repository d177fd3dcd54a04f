package dynamodblocal

import (
	"errors"
	"fmt"
	"net"
)

// errPortTaken says that another program got the port first, so that another port is worth a try.
var errPortTaken = errors.New("the port is taken by another program")

// freePort returns a port that nobody listened on a moment ago. Somebody may by the time the engine
// comes to bind it, a second later; [launch] notices.
func freePort() (int, error) {
	// All addresses, as the engine does it: a port that is free on loopback alone would not serve it.
	listener, err := net.Listen("tcp", ":0")
	if err != nil {
		return 0, fmt.Errorf("dynamodblocal: looking for a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
