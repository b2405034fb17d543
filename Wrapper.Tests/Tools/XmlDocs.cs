using System.Xml.Linq;
using System.Xml.XPath;
using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace TorchBridge.Tests.Tools;

/// <summary>
/// The XML file that the compiler makes of the library's documentation, with each inheritdoc replaced by what it names, as an IDE does it.
/// </summary>
internal sealed class XmlDocs(XDocument file)
{
    private readonly Dictionary<string, XElement> _members =
        file.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The library's own.</summary>
    public static XmlDocs OfLibrary() => new(XDocument.Load(Path.ChangeExtension(typeof(Autograd).Assembly.Location, ".xml")));

    /// <summary>The public types and members that are written in the sources.</summary>
    public static IEnumerable<IMemberDefinition> PublicMembers(ModuleDefinition library)
    {
        foreach (TypeDefinition type in library.Types.Where(type => type.IsPublic))
        {
            yield return type;
            bool isData = type.IsEnum || type.BaseType?.Name == "MulticastDelegate";
            IEnumerable<IMemberDefinition> members = isData
                ? type.Fields.Where(field => field.IsPublic && !field.IsSpecialName)
                : [.. type.Methods.Where(IsWritten), .. type.Properties.Where(p => p.GetMethod is { IsPublic: true })];
            foreach (IMemberDefinition member in members.Where(member => !IsGenerated(member)))
                yield return member;
        }
    }

    /// <summary>The elements of a member's documentation.</summary>
    public XElement[] Of(IMemberDefinition member) => Of(DocCommentId.GetDocCommentId(member));

    /// <summary>The elements of the documentation of a member with this id.</summary>
    public XElement[] Of(string id)
    {
        Assert.IsTrue(_members.TryGetValue(id, out XElement? member), $"{id} has no documentation");
        return [.. member.Elements().SelectMany(element => element.Name == "inheritdoc" ? Inherited(id, element) : [element])];
    }

    /// <summary>What an element says, with the names of references in it.</summary>
    public static string Text(XElement element) => string.Join(' ', string.Concat(element.Nodes().Select(Text))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private XElement[] Inherited(string id, XElement inheritdoc)
    {
        string? from = inheritdoc.Attribute("cref")?.Value, path = inheritdoc.Attribute("path")?.Value;
        Assert.IsTrue(from is not null && path is not null, $"{id}: an inheritdoc has no cref or no path, so it replaces its own text");
        Assert.IsTrue(path.StartsWith('/') && !path.Contains('|'), $"{id}: an IDE reads {path} in another way; name one kind of element");
        XElement[] found = [.. new XElement("member", Of(from)).XPathSelectElements($".{path}")];
        Assert.IsNotEmpty(found, $"{id}: {from} has no {path}");
        return found;
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } reference => reference.Attributes().First().Value.Split('.', ':')[^1],
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>Not the accessors of properties, nor a constructor that the compiler adds.</summary>
    private static bool IsWritten(MethodDefinition method) => method.IsPublic
        && (!method.IsSpecialName || method is { IsConstructor: true, HasParameters: true } || method.Name == "op_Implicit");

    private static bool IsGenerated(IMemberDefinition member) =>
        member.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute");
}
