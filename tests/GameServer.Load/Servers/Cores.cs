using System.Diagnostics;

namespace GameServer.LoadTool;

/// <summary>Who runs where: the server alone on the first core, the load client on the second, where there are two and taskset to say so.</summary>
internal static class Cores
{
    public const int Server = 0, Client = 1;

    private static readonly int CountAtStart = Environment.ProcessorCount;
    private static readonly bool Can = CountAtStart > 1 && File.Exists("/usr/bin/taskset");

    /// <summary>Moves a process, all its threads, to one core.</summary>
    public static void Pin(int process, int core) => Allow(process, $"{core}");

    /// <summary>Lets a process, all its threads, run on every core.</summary>
    public static void Free(int process) => Allow(process, $"0-{CountAtStart - 1}");

    private static void Allow(int process, string cores)
    {
        if (!Can) return;
        var start = new ProcessStartInfo("taskset", ["--all-tasks", "--pid", "--cpu-list", cores, $"{process}"]) { RedirectStandardOutput = true };
        using var taskset = Process.Start(start)!;
        taskset.WaitForExit();
    }
}
