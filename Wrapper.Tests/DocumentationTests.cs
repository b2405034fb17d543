using System.Reflection;
using System.Xml.Linq;
using Mono.Cecil;
using Mono.Cecil.Rocks;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The XML documentation is complete: whoever sees a member in an IDE sees all that there is to say about it.</summary>
[TestClass]
public sealed class DocumentationTests
{
    private const string Manual = "https://pytorch.org/docs/stable/";

    private static readonly ModuleDefinition s_library = ModuleDefinition.ReadModule(typeof(Autograd).Assembly.Location);
    private static readonly XmlDocs s_docs = XmlDocs.OfLibrary();
    private static readonly IMemberDefinition[] s_members = [.. XmlDocs.PublicMembers(s_library)];
    private static readonly MethodDefinition[] s_methods = [.. s_members.OfType<MethodDefinition>()];

    /// <summary>Types whose methods are those of PyTorch.</summary>
    private static readonly string[] s_ofPyTorch =
    [
        nameof(Autograd), nameof(Transforms), nameof(TensorExtensions), nameof(ModuleExtensions), nameof(OptimizerExtensions),
        nameof(CustomFunction), nameof(FunctionContext), nameof(ForwardAD), nameof(DualLevel), nameof(ProcessGroup),
    ];

    /// <summary>The members that most programs use. They have several worked examples.</summary>
    private static readonly string[] s_primary =
    [
        "TensorExtensions.Backward", "TensorExtensions.RegisterHook", "Autograd.Grad", "Autograd.Jacobian", "Autograd.Hessian",
        "Autograd.Vjp", "Autograd.Jvp", "Autograd.Hvp", "Autograd.ValueAndGrad", "Autograd.GradCheck", "Autograd.Checkpoint",
        "Autograd.SavedTensorHooks", "CustomFunction.Apply", "CustomFunction.Define", "Transforms.Grad", "Transforms.Vmap",
        "Transforms.JacRev", "Transforms.JacFwd", "Transforms.Hessian", "Transforms.Vjp", "Transforms.Jvp", "Transforms.FunctionalCall",
        "ProcessGroup.Init", "ProcessGroup.DataParallel",
    ];

    /// <summary>The kinds of failure that a caller of these has to expect.</summary>
    private static readonly (string Member, AutogradError[] Kinds)[] s_failures =
    [
        ("TensorExtensions.Backward", [AutogradError.NotScalar, AutogradError.DoesNotRequireGrad, AutogradError.GraphFreed,
            AutogradError.ModifiedInPlace, AutogradError.NotImplemented]),
        ("Autograd.Backward", [AutogradError.NotScalar, AutogradError.GraphFreed, AutogradError.ModifiedInPlace]),
        ("Autograd.Grad", [AutogradError.NotScalar, AutogradError.UnusedInput, AutogradError.GraphFreed, AutogradError.ModifiedInPlace]),
        ("Autograd.Jacobian", [AutogradError.UnusedInput, AutogradError.DoesNotRequireGrad, AutogradError.NotImplemented]),
        ("Autograd.Hessian", [AutogradError.NotScalar, AutogradError.UnusedInput, AutogradError.NotImplemented]),
        ("Autograd.Vjp", [AutogradError.NotScalar, AutogradError.UnusedInput, AutogradError.NotImplemented]),
        ("Autograd.Hvp", [AutogradError.NotScalar, AutogradError.UnusedInput, AutogradError.NotImplemented]),
        ("Autograd.GradCheck", [AutogradError.NotImplemented]),
        ("Autograd.GradGradCheck", [AutogradError.DoesNotRequireGrad, AutogradError.NotImplemented]),
        ("Transforms.Grad", [AutogradError.NotScalar, AutogradError.NotImplemented]),
        ("Transforms.GradAndValue", [AutogradError.NotScalar, AutogradError.NotImplemented]),
        ("Transforms.JacRev", [AutogradError.NotImplemented]),
        ("Transforms.JacFwd", [AutogradError.NotImplemented, AutogradError.Other]),
        ("Transforms.Vmap", [AutogradError.Other, AutogradError.NotImplemented]),
        ("CustomFunction.Define", [AutogradError.NotImplemented, AutogradError.ModifiedInPlace]),
    ];

    /// <summary>Sentences that were here once and say nothing, the opposite, or only where else to look.</summary>
    private static readonly string[] s_banned =
    [
        "no output does not depend", "as it is best", "As in the other", "As for one", "As for several", "As for tensors", "As without it",
        "As with an", "The same with", "The same for", "The same of", "The same in some", "has not one", "is none.", "of the caller's own",
        "for good", "obody", "in turn", "that is over",
    ];

    [TestMethod]
    public void EveryPublicMemberHasASummary()
    {
        Assert.IsGreaterThan(300, s_members.Length);
        None(s_members, member => One(member, "summary"));
    }

    [TestMethod]
    public void EveryParameterIsDescribed() => None(s_methods, method =>
        [.. Described(method, "param", method.Parameters.Select(parameter => parameter.Name)),
            .. Described(method, "typeparam", method.GenericParameters.Select(parameter => parameter.Name))]);

    /// <summary>Also in what is inherited: the parameters of the other member may be others.</summary>
    [TestMethod]
    public void EveryParameterThatIsSpokenOfIsThere() => None(s_methods, method => s_docs.Of(method).Descendants("paramref")
        .Select(reference => reference.Attribute("name")!.Value).Except(method.Parameters.Select(parameter => parameter.Name)));

    [TestMethod]
    public void EveryResultIsDescribed() =>
        None(s_methods.Where(method => !method.IsConstructor && method.ReturnType.Name != "Void"), method => One(method, "returns"));

    [TestMethod]
    public void EveryExceptionTagNamesOneCondition() => None(s_methods, method => Exceptions(method)
        .Where(exception => exception.Elements("see").Count(IsKind) > 1 || XmlDocs.Text(exception) is var text
            && (text.Contains(';') || !text.EndsWith('.') || text.Length < 7))
        .Select(XmlDocs.Text));

    /// <summary>
    /// An argument that may not be null says so in an exception of its own. Null stands for argument 0 among the numbers of arguments, and
    /// for no parts where an array is converted.
    /// </summary>
    [TestMethod]
    public void EveryNullArgumentIsDocumented() => None(s_methods.Where(MayThrow), method =>
    {
        string[] said = [.. Exceptions(method).Where(e => e.Attribute("cref")!.Value == "T:System.ArgumentNullException")
            .SelectMany(e => e.Elements("paramref")).Select(reference => reference.Attribute("name")!.Value)];
        var context = new NullabilityInfoContext();
        return typeof(Autograd).Module.ResolveMethod(method.MetadataToken.ToInt32())!.GetParameters()
            .Where(p => !p.ParameterType.IsValueType && !p.ParameterType.IsGenericParameter && !p.ParameterType.IsByRef)
            .Where(p => p.Name != "argnums" && p.ParameterType != typeof(int?[]))
            .Where(p => context.Create(p).ReadState == NullabilityState.NotNull && !said.Contains(p.Name))
            .Select(p => $"null for {p.Name}");
    });

    [TestMethod]
    public void EveryKindOfFailureIsDocumented()
    {
        foreach ((string member, AutogradError[] kinds) in s_failures)
            None(Overloads(member).Where(method => MayThrow(method) && !StartsFromEdges(method)), method =>
            {
                string[] said = [.. Exceptions(method).SelectMany(e => e.Elements("see")).Where(IsKind)
                    .Select(see => see.Attribute("cref")!.Value)];
                return kinds.Select(kind => $"F:TorchBridge.AutogradError.{kind}").Except(said);
            });
    }

    [TestMethod]
    public void PrimaryMembersHaveWorkedExamples()
    {
        foreach (string member in s_primary)
            Assert.IsGreaterThanOrEqualTo(2, Overloads(member).Max(method => s_docs.Of(method).Descendants("code").Count()), member);
    }

    [TestMethod]
    public void EveryMethodOfPyTorchLinksItsPage() =>
        None(s_methods.Where(method => s_ofPyTorch.Contains(method.DeclaringType.Name) && !method.IsConstructor), method =>
            s_docs.Of(method).Where(element => element.Name == "seealso").Select(element => element.Attribute("href")?.Value ?? "")
                .Any(link => link.StartsWith(Manual, StringComparison.Ordinal)) ? [] : ["no link"]);

    [TestMethod]
    public void NoSentenceIsARiddle() => None(s_members, member =>
        from element in s_docs.Of(member)
        from phrase in s_banned
        where XmlDocs.Text(element).Contains(phrase, StringComparison.Ordinal)
        select $"\"{phrase}\" in: {XmlDocs.Text(element)}");

    /// <summary>An inheritdoc that an IDE can't resolve, or reads in another way, is reported.</summary>
    [TestMethod]
    [DataRow("""<inheritdoc cref="M:Other" path="/exception"/>""", "M:Other has no documentation")]
    [DataRow("""<inheritdoc cref="M:From" path="/returns"/>""", "has no /returns")]
    [DataRow("""<inheritdoc cref="M:From"/>""", "no cref or no path")]
    [DataRow("""<inheritdoc cref="M:From" path="/exception|/returns"/>""", "in another way")]
    public void ReportsWhatCannotBeInherited(string inheritdoc, string said)
    {
        var docs = new XmlDocs(XDocument.Parse($"""
            <doc><member name="M:To">{inheritdoc}</member><member name="M:From"><exception cref="T:E">Always.</exception></member></doc>
            """));
        AssertFailedException failure = Assert.ThrowsExactly<AssertFailedException>(() => docs.Of("M:To"));
        Assert.Contains(said, failure.Message);
    }

    private static void None<T>(IEnumerable<T> members, Func<T, IEnumerable<string>> faults) where T : IMemberDefinition =>
        Assert.AreEqual("", string.Join('\n', members.SelectMany(member =>
            faults(member).Select(fault => $"{DocCommentId.GetDocCommentId(member)}: {fault}"))));

    private static string[] One(IMemberDefinition member, string name)
    {
        XElement[] found = [.. s_docs.Of(member).Where(element => element.Name == name)];
        return found.Length == 1 && XmlDocs.Text(found[0]).Length > 2 ? [] : [$"{found.Length} {name}"];
    }

    private static IEnumerable<string> Described(MethodDefinition method, string element, IEnumerable<string> names)
    {
        var said = s_docs.Of(method).Where(e => e.Name == element && XmlDocs.Text(e).Length > 2)
            .Select(e => e.Attribute("name")!.Value).ToList();
        return names.Where(name => said.Count(each => each == name) != 1).Select(name => $"{element} {name}");
    }

    private static IEnumerable<XElement> Exceptions(MethodDefinition method) => s_docs.Of(method).Where(e => e.Name == "exception");

    private static bool IsKind(XElement see) =>
        see.Attribute("cref")?.Value.StartsWith("F:TorchBridge.AutogradError.", StringComparison.Ordinal) == true;

    private static MethodDefinition[] Overloads(string member)
    {
        MethodDefinition[] found = [.. s_methods.Where(method => $"{method.DeclaringType.Name}.{method.Name}" == member)];
        Assert.IsNotEmpty(found, member);
        return found;
    }

    /// <summary>Not the constructors of exceptions, nor what does not compile.</summary>
    private static bool MayThrow(MethodDefinition method) => !method.DeclaringType.Name.EndsWith("Exception", StringComparison.Ordinal)
        && !method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "ObsoleteAttribute");

    /// <summary>An edge always requires grad.</summary>
    private static bool StartsFromEdges(MethodDefinition method) => method.Parameters[0].ParameterType.FullName.Contains("GradientEdge");
}
