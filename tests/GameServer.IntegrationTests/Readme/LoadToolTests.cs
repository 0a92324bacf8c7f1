using System.Diagnostics;
using GameServer.IntegrationTests.Faults;
using GameServer.LoadTool;

namespace GameServer.IntegrationTests.Readme;

/// <summary>The load tool counts, and finds nothing amiss. How fast anything is, a machine that others use cannot tell.</summary>
[Collection(FaultCollection.Name)]
public class LoadToolTests
{
    // Two servers start, hundreds of clients enter and move for some seconds, beside whatever else the machine does.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact, Trait("rule", "DLV-1"), Trait("rule", "MOV-2")]
    public async Task Every_delivery_of_a_short_run_is_counted_and_none_is_lost_or_doubled()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [typeof(Command).Assembly.Location, "events", "--rounds", "1", "--seconds", "1", "--loads", "8,000/s", "--servers", "ours,groups", "--cold"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience);

            process.ExitCode.Should().Be(0, await errors);
            var runs = (await output).Split('\n').Where(line => line.StartsWith("events 1/1", StringComparison.Ordinal)).ToArray();
            runs.Should().HaveCount(2).And.OnlyContain(run => run.Contains("lost 0  doubled 0", StringComparison.Ordinal));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public void A_number_that_is_skipped_is_lost_and_one_that_comes_again_is_doubled()
    {
        var tally = new Tally();
        long last = 0;

        foreach (var number in new[] { 1, 2, 4, 4, 3, 5 }) tally.Take(ref last, number, due: 0);

        (tally.Delivered, tally.Lost, tally.Doubled).Should().Be((4L, 1L, 2L));
    }
}
