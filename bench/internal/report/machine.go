package report

import (
	"bufio"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// Machine is where a run took place, and with which software.
type Machine struct {
	CPU         string `json:"cpu"`
	Cores       int    `json:"cores"`
	MemoryBytes int64  `json:"memory_bytes,omitempty"` // 0 where it isn't known
	OS          string `json:"os"`
	Go          string `json:"go"`
	// Versions are those of the modules that the peers are made of.
	Versions map[string]string `json:"versions,omitempty"`
}

// peerModules are the modules whose versions a figure depends on.
var peerModules = []string{
	"github.com/dynactor/dynactor",
	"github.com/aws/aws-sdk-go-v2",
	"github.com/aws/aws-sdk-go-v2/service/dynamodb",
	"github.com/guregu/dynamo/v2",
	"github.com/pingcap/go-ycsb",
}

// ThisMachine describes the machine and the program that is running.
func ThisMachine() Machine {
	m := Machine{
		CPU:   runtime.GOARCH,
		Cores: runtime.GOMAXPROCS(0),
		OS:    runtime.GOOS + "/" + runtime.GOARCH,
		Go:    runtime.Version(),
	}
	if model := procField("/proc/cpuinfo", "model name"); model != "" {
		m.CPU = model
	}
	kilobytes, _, _ := strings.Cut(procField("/proc/meminfo", "MemTotal"), " ")
	if n, err := strconv.ParseInt(kilobytes, 10, 64); err == nil {
		m.MemoryBytes = n * 1024
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		m.Versions = versions(info, commit())
	}
	return m
}

// procField is the first value of a field in one of Linux' text files, and
// empty where there is no such file.
func procField(file, field string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		if strings.TrimSpace(name) == field {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// versions are those of the modules that peers are made of. The module of this
// repository has no version of its own: it is the commit.
func versions(info *debug.BuildInfo, commit string) map[string]string {
	found := map[string]string{}
	for _, module := range info.Deps {
		if !slices.Contains(peerModules, module.Path) {
			continue
		}
		found[module.Path] = module.Version
		if module.Replace != nil {
			found[module.Path] = commit
		}
	}
	return found
}

// String is the machine in a line, without the modules' versions.
func (m Machine) String() string {
	cores, memory := "", ""
	if m.Cores > 0 {
		cores = strconv.Itoa(m.Cores) + " cores"
	}
	if m.MemoryBytes > 0 {
		memory = strconv.FormatFloat(float64(m.MemoryBytes)/(1<<30), 'f', 1, 64) + " GiB"
	}
	return join(", ", m.CPU, cores, memory, m.OS, m.Go)
}

// modules are the versions in a line, without what all names begin with.
func (m Machine) modules() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(m.Versions)) {
		all = append(all, strings.TrimPrefix(name, "github.com/")+" "+m.Versions[name])
	}
	return strings.Join(all, ", ")
}

// hardware is the machine without its software.
func (m Machine) hardware() string {
	m.Go = ""
	return m.String()
}
