package dynamodblocal

import "time"

// settings are what options change.
type settings struct {
	javaFlags   []string
	readyWithin time.Duration
}

func defaultSettings() settings {
	return settings{
		javaFlags:   defaultJavaFlags,
		readyWithin: time.Minute,
	}
}

// Option changes how [Start] starts the engine.
type Option func(*settings)

// JavaFlags adds flags for the Java virtual machine, such as -Xmx2g. They come after the package's own,
// and Java lets the later one win.
func JavaFlags(flags ...string) Option {
	return func(s *settings) {
		s.javaFlags = append(s.javaFlags[:len(s.javaFlags):len(s.javaFlags)], flags...)
	}
}

// ReadyWithin bounds the time from the start of the process to its first answer. The default is one
// minute: it takes two seconds on an idle machine, and CI machines are not idle. The context given to
// [Start] bounds it as well.
func ReadyWithin(d time.Duration) Option {
	return func(s *settings) { s.readyWithin = d }
}
