using System.Globalization;
using System.Text.RegularExpressions;

namespace GameServer.IntegrationTests.Host;

/// <summary>
/// Reads the text format of Prometheus, version 0.0.4, as strictly as its definition allows: anything doubtful fails.
/// Names, escapes, one HELP and one TYPE before a family's samples, families in one piece, no sample twice, whole histograms.
/// </summary>
internal static partial class PrometheusParser
{
    private static readonly string[] Types = ["counter", "gauge", "histogram"];

    public sealed record Family(string Name, string Type, string Help, List<Sample> Samples);

    public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

    public static IReadOnlyList<Family> Parse(string text)
    {
        Must(text.EndsWith('\n') && !text.Contains('\r'), "each line ends with a line feed", text);
        var families = new List<Family>();
        (string Name, string Text)? help = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } helped)
            {
                help = (helped.Groups[1].Value, helped.Groups[2].Value);
                Must(KnownEscape().Replace(help.Value.Text, "") is var rest && !rest.Contains('\\'), "only a few characters are escaped", line);
            }
            else if (Type().Match(line) is { Success: true } typed)
            {
                var name = typed.Groups[1].Value;
                Must(Types.Contains(typed.Groups[2].Value), "the type is known", line);
                Must(families.TrueForAll(family => family.Name != name), "a family stands in one piece", line);
                Must(help?.Name == name, "the help of a family stands before its type", line);
                families.Add(new Family(name, typed.Groups[2].Value, help!.Value.Text, []));
            }
            else
            {
                Must(!line.StartsWith('#') && families.Count > 0, "a sample has a type, and no other comment is written", line);
                var (family, sample) = (families[^1], ReadSample(line));
                Must(BelongsTo(family, sample), $"it stands below {family.Name}", line);
                Must(family.Samples.TrueForAll(other => other.Name != sample.Name || !Same(other.Labels, sample.Labels)), "no sample comes twice", line);
                family.Samples.Add(sample);
            }
        }
        foreach (var family in families) Check(family);
        return families;
    }

    private static Sample ReadSample(string line)
    {
        var match = Line().Match(line);
        Must(match.Success, "it is a sample", line);
        var labels = new Dictionary<string, string>();
        foreach (var (name, value) in match.Groups["label"].Captures.Zip(match.Groups["value"].Captures))
        {
            Must(!name.Value.StartsWith("__", StringComparison.Ordinal), "such names are Prometheus's own", line);
            Must(!KnownEscape().Replace(value.Value, "").Contains('\\'), "only a few characters are escaped", line);
            Must(labels.TryAdd(name.Value, Regex.Unescape(value.Value)), "a label comes once", line);
        }
        return new Sample(match.Groups["name"].Value, labels, ReadNumber(match.Groups["number"].Value));
    }

    // Thousands of checks a scrape: an assertion library would be felt.
    private static void Must(bool holds, string rule, string line)
    {
        if (!holds) throw new FormatException($"Prometheus would not read this ({rule}): {line}");
    }

    private static double ReadNumber(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static bool BelongsTo(Family family, Sample sample) => family.Type == "histogram"
        ? sample.Name == family.Name + "_bucket" && sample.Labels.ContainsKey("le") || sample.Name == family.Name + "_sum" || sample.Name == family.Name + "_count"
        : sample.Name == family.Name && !sample.Labels.ContainsKey("le");

    private static void Check(Family family)
    {
        Must(family.Samples.Count > 0, "a family says something", family.Name);
        if (family.Type == "counter")
            Must(family.Name.EndsWith("_total", StringComparison.Ordinal) && family.Samples.TrueForAll(sample => sample.Value >= 0 && double.IsFinite(sample.Value)), "a counter is a total", family.Name);
        if (family.Type != "histogram") return;
        foreach (var series in family.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").Select(label => $"{label.Key}={label.Value}"))))
        {
            var buckets = series.Where(sample => sample.Name == family.Name + "_bucket").Select(bucket => (Bound: ReadNumber(bucket.Labels["le"]), bucket.Value)).ToList();
            Must(buckets.SequenceEqual(buckets.OrderBy(bucket => bucket.Bound)) && double.IsPositiveInfinity(buckets[^1].Bound), "the buckets ascend to infinity", family.Name);
            Must(buckets.Zip(buckets.Skip(1)).All(pair => pair.First.Value <= pair.Second.Value), "each bucket holds the smaller ones", family.Name);
            Must(series.Single(sample => sample.Name == family.Name + "_count").Value == buckets[^1].Value, "the last bucket holds all", family.Name);
            Must(series.Count(sample => sample.Name == family.Name + "_sum") == 1, "there is one sum", family.Name);
        }
    }

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(label => other.TryGetValue(label.Key, out var value) && value == label.Value);

    [GeneratedRegex("""\\[\\"n]""")]
    private static partial Regex KnownEscape();

    [GeneratedRegex(@"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (\w+)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)"(,(?!\})|(?=\})))+\})? (?<number>[+-]Inf|NaN|-?[0-9.]+([eE][+-]?[0-9]+)?)$""")]
    private static partial Regex Line();
}
