package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	// Two at the most are looked at; none is lost while the first is handled.
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	a := &app{
		args: os.Args, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		canAsk: isTerminal(os.Stdin) && isTerminal(os.Stderr), onTerminal: isTerminal(os.Stderr),
		connect: connect, signals: signals, exit: os.Exit, now: time.Now,
	}
	os.Exit(a.run(context.Background(), os.Args[1:]))
}
