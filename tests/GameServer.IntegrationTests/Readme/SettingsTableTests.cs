using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GameServer.Operations;
using Microsoft.Extensions.Configuration;

namespace GameServer.IntegrationTests.Readme;

/// <summary>The README's table of settings is made from the options and what is written above them.</summary>
public partial class SettingsTableTests
{
    private const string Head = "| Setting | Default | Meaning |\n|---|---|---|\n";

    [Fact]
    public void The_README_lists_every_setting_with_its_default_and_its_meaning()
    {
        var readme = ReadmeFile.Text;
        var table = Head + string.Concat(RowsOf(typeof(GameServerOptions), ""));

        if (Environment.GetEnvironmentVariable("APPROVE_README") == "1") File.WriteAllText(ReadmeFile.Path, readme = Table().Replace(readme, table));

        Table().Match(readme).Value.Should().Be(table, "an operator trusts it; run this test with APPROVE_README=1 and commit the new table");
    }

    private static IEnumerable<string> RowsOf(Type options, string prefix)
    {
        foreach (var property in options.GetProperties().OrderBy(IsGroup))
        {
            var key = prefix + (property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name);
            if (IsGroup(property))
            {
                yield return $"| **{key}** | | {Summary(property.PropertyType, $"T:{property.PropertyType.FullName}")} |\n";
                foreach (var row in RowsOf(property.PropertyType, key + ":")) yield return row;
                continue;
            }
            var setting = Setting.All.Single(setting => setting.Key == key);
            yield return $"| `{key}` | {setting.Show(new GameServerOptions())} | {Summary(property.DeclaringType!, $"P:{property.DeclaringType!.FullName}.{property.Name}")} |\n";
        }
    }

    private static bool IsGroup(PropertyInfo property) => property.PropertyType.IsClass && property.PropertyType != typeof(string);

    private static string Summary(Type owner, string name)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(owner.Assembly.Location, ".xml"));
        var member = documentation.Descendants("member").Single(member => (string?)member.Attribute("name") == name);
        var text = string.Concat(member.Element("summary")!.Nodes().Select(node => node is XElement { Name.LocalName: "c" } code ? $"`{code.Value}`" : node.ToString()));
        return Spaces().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"^\| Setting \|.*\n(\|.*\n)*", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
