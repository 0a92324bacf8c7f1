using System.Globalization;
using GameServer.IntegrationTests.Control;
using GameServer.IntegrationTests.Faults;
using GameServer.Reliability;

namespace GameServer.IntegrationTests;

/// <summary>The tests' assembly as a program: servers that the tests run as processes, and the judge for harnesses in other languages.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments) => arguments switch
    {
        ["control"] => await ControlServer.RunAsync(),
        ["crash", .. var rest] => await CrashingServer.RunAsync(rest),
        ["crowd", var server, var clients, var missed] => await CrowdProgram.RunAsync(new Uri(server), int.Parse(clients, CultureInfo.InvariantCulture), int.Parse(missed, CultureInfo.InvariantCulture)),
        ["judge", var history, var data] => await JudgeAsync(history, data),
        _ => Refuse(),
    };

    /// <summary>Judges a history that somebody else wrote, with what the server's journal holds; prints what was broken.</summary>
    private static async Task<int> JudgeAsync(string file, string dataDirectory)
    {
        var history = new Recorder();
        foreach (var line in await File.ReadAllLinesAsync(file)) history.Take(Line.Parse(line));
        await JournalReader.WriteAsync(history, dataDirectory);
        var violations = Oracle.Judge(new History(history.Lines));
        foreach (var violation in violations) Console.WriteLine(violation);
        Console.WriteLine($"{history.Lines.Count} lines, {violations.Count} promises broken");
        return violations.Count == 0 ? 0 : 1;
    }

    private static int Refuse()
    {
        Console.Error.WriteLine("This is a test assembly: run it with dotnet test. Its own commands are: control, crash, crowd SERVER CLIENTS MISSED, judge HISTORY DATA.");
        return 2;
    }
}
