using System.Diagnostics;

namespace GameServer.LoadTool;

/// <summary>Who runs where: the server alone on the first core, the load client on the second, where there are two and taskset to say so.</summary>
internal static class Cores
{
    public const int Server = 0, Client = 1;

    private static readonly bool Can = Environment.ProcessorCount > 1 && File.Exists("/usr/bin/taskset");

    /// <summary>Moves a process, all its threads.</summary>
    public static void Pin(int process, int core)
    {
        if (!Can) return;
        var start = new ProcessStartInfo("taskset", ["--all-tasks", "--pid", "--cpu-list", $"{core}", $"{process}"]) { RedirectStandardOutput = true };
        using var taskset = Process.Start(start)!;
        taskset.WaitForExit();
    }
}
