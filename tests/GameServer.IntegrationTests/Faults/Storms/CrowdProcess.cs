using System.Diagnostics;
using System.Globalization;

namespace GameServer.IntegrationTests.Faults;

/// <summary>A <see cref="CrowdProgram"/> that runs.</summary>
internal sealed class CrowdProcess : IDisposable
{
    // A net: how long the crowd takes is the test's to judge.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    public CrowdProcess(Uri server, int clients, int missed)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(CrowdProgram).Assembly.Location, "crowd", $"{server}", $"{clients}", $"{missed}"]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    /// <summary>All have entered their rooms and lost their connections since: how long it took, and the rooms.</summary>
    public async Task<(double Seconds, IReadOnlyList<string> Rooms)> EnteredAsync()
    {
        var words = await ReadAsync("entered");
        return (Number(words[1]), words[2..]);
    }

    /// <summary>All return, and have what they missed: how long it took, and how often one was turned away.</summary>
    public async Task<(double Seconds, double Refused)> ReturnAsync()
    {
        await _process.StandardInput.WriteLineAsync("return");
        var words = await ReadAsync("live");
        return (Number(words[1]), Number(words[2]));
    }

    private async Task<string[]> ReadAsync(string word)
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var words = line?.Split(' ') ?? [];
        return words is [var first, ..] && first == word ? words : throw new InvalidOperationException($"The crowd was to say {word} and said {line ?? "nothing more"}.");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
