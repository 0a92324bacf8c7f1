using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Reports;

namespace GameServer.Benchmarks;

/// <summary>Writes a run down in <c>RESULTS.md</c>, beside the code that made it.</summary>
internal static class Results
{
    private const string Command = "dotnet run -c Release --project tests/GameServer.Benchmarks";

    public static void Write(Summary summary, SparksRun.Result sparks, [CallerFilePath] string here = "")
    {
        var failed = summary.Reports.Where(report => report.ResultStatistics is null).Select(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name).ToArray();
        if (failed.Length > 0) throw new InvalidOperationException($"Nothing is written down, since these failed: {string.Join(", ", failed)}.");

        var text = new StringBuilder();
        text.AppendLine("# What single steps cost");
        text.AppendLine();
        text.AppendLine(Invariant($"Written by `{Command}` on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}: {Machine()}."));
        text.AppendLine("One thread, short runs; a time is good to a few per cent, an allocation to the byte.");
        text.AppendLine();
        text.AppendLine("| What | Time | Allocated |");
        text.AppendLine("|---|--:|--:|");
        foreach (var report in summary.Reports)
        {
            var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
            text.AppendLine(Invariant($"| {report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} | {Time(report.ResultStatistics!.Mean)} | {allocated:N0} B |"));
        }
        text.AppendLine();
        text.AppendLine(Invariant($"{sparks.Rooms} rooms of Sparks with 8 bodies each, every frame written to one connection, for 20 s in real time:"));
        text.AppendLine(Invariant($"{sparks.StepsPerSecond:N0} steps a second, {sparks.CpuPerRoomSecond:N2} ms of CPU a room and second, {sparks.Missed} steps missed,"));
        text.AppendLine(Invariant($"at most {sparks.LatestMs:N0} ms between two frames of a room (33 ms are due)."));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(here)!, "RESULTS.md"), text.ToString());
    }

    private static string Time(double ns) => ns switch
    {
        < 1_000 => Invariant($"{ns:N1} ns"),
        < 1_000_000 => Invariant($"{ns / 1_000:N2} µs"),
        _ => Invariant($"{ns / 1_000_000:N2} ms"),
    };

    private static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return $"{model ?? RuntimeInformation.OSArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
